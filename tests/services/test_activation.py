import pytest

from pixorga import ActivationOutcome, EmailAddress, LinkState, MailboxState
from pixorga.domain.invitation import InvitationReason
from pixorga.errors import (
    EstablishmentUnknownError,
    FieldBlankError,
    InputError,
    LinkRevokedError,
    LinkRevokedReason,
    MailboxMissingError,
    MailboxUnconfirmedError,
    SpaceArchivedError,
    UaiKeyError,
)
from pixorga.testing.builders import a_person, a_school


class TestRequest:
    def test_mails_the_school(self, world):
        """
        The link goes to the directory's mailbox, and to no typed address.
        """
        request = world.ask(uai=" 0750655e ")

        world.orga.outbox.deliver()

        assert request.outcome is ActivationOutcome.SENT
        assert request.reason is InvitationReason.ACTIVATION
        assert [mail["To"] for mail in world.mailer.mails] == [
            "ce.0750655e@ac-paris.fr"
        ]

    def test_names_this_requester(self, world):
        """
        The mail and the page name whoever asked this time.
        """
        world.ask(first_name="Jean", last_name="Martin")
        token = world.link(first_name="Zoé", last_name="D’Œuvre")

        view = world.orga.invitations.peek(token)
        text = world.mailer.mails[-1].get_body(("plain",)).get_content()

        assert str(view.requester) == "Zoé D’Œuvre"
        assert "Zoé D’Œuvre" in text
        assert "Martin" not in text

    def test_supersedes_the_earlier_link(self, world):
        """
        One link to a mailbox at a time: the earlier one says that it was replaced.
        """
        first = world.link()
        second = world.link()

        with pytest.raises(LinkRevokedError) as refusal:
            world.orga.invitations.redeem(first, by=a_person())

        assert refusal.value.reason is LinkRevokedReason.SUPERSEDED
        assert world.orga.invitations.peek(first).state is LinkState.SUPERSEDED
        assert world.orga.invitations.peek(second).state is LinkState.PENDING

    def test_does_not_mail_a_superseded_link(self, world):
        """
        Of two requests before the relay comes by, only the later link is mailed.
        """
        world.ask()
        world.ask()

        report = world.orga.outbox.deliver()

        assert (report.dropped, report.sent) == (1, 1)
        assert len(world.mailer.attempts) == 1

    def test_recovers_ever_after(self, world):
        """
        A29: once a school had an administrator, a request is a recovery and succeeds.
        """
        world.orga.invitations.redeem(world.link(), by=a_person())

        request = world.ask()

        assert request.outcome is ActivationOutcome.SENT
        assert request.reason is InvitationReason.RECOVERY
        view = world.orga.invitations.peek(world.token())
        assert view.reason is InvitationReason.RECOVERY

    @pytest.mark.parametrize(
        ("changes", "outcome", "error"),
        [
            (
                {"mailbox": None},
                ActivationOutcome.NO_MAILBOX,
                MailboxMissingError,
            ),
            (
                {
                    "mailbox": EmailAddress.parse("contact@ecole.example.fr"),
                    "mailbox_state": MailboxState.TO_CONFIRM,
                },
                ActivationOutcome.MAILBOX_TO_CONFIRM,
                MailboxUnconfirmedError,
            ),
            ({"closed": True}, ActivationOutcome.ARCHIVED, SpaceArchivedError),
        ],
    )
    def test_says_why_nothing_was_sent(self, world, changes, outcome, error):
        """
        A school that cannot be mailed gives its outcome, its error, and no mail.
        """
        fields = {"mailbox_state": None} | changes
        if fields["mailbox_state"] is None:
            del fields["mailbox_state"]
        world.add(a_school(**fields))

        request = world.ask()

        assert request.outcome is outcome
        with pytest.raises(error):
            request.raise_for_outcome()
        assert world.orga.outbox.deliver().sent == 0

    def test_keeps_a_request_for_no_school(self, world, store):
        """
        A UAI that the directory does not know is kept as evidence, and mails nobody.
        """
        request = world.ask(uai="0752387M")

        kept = store.transact(lambda u: u.requests.get(request.uai, request.id))
        assert kept == request
        assert request.outcome is ActivationOutcome.UNKNOWN
        with pytest.raises(EstablishmentUnknownError):
            request.raise_for_outcome()
        assert world.orga.outbox.deliver().sent == 0

    def test_sent_request_raises_nothing(self, world):
        """
        A request whose link was sent has nothing to complain of.
        """
        assert world.ask().raise_for_outcome() is None

    def test_tells_all_faulty_fields_at_once(self, world, events):
        """
        Every faulty field is told, by name, and nothing is written or mailed.
        """
        with pytest.raises(InputError) as refusal:
            world.ask(uai="0750655A", first_name=" ", last_name=None, locale="xx")

        errors = refusal.value.errors
        assert [error.field for error in errors] == [
            "uai",
            "first_name",
            "last_name",
            "locale",
        ]
        assert isinstance(errors[0], UaiKeyError)
        assert errors[0].expected == "E"
        assert isinstance(errors[1], FieldBlankError)
        assert events == []
        assert world.orga.outbox.deliver().sent == 0

    def test_chains_what_happened(self, world, store, events):
        """
        The events reach the application and the school's chain, in one order.
        """
        world.ask()
        world.ask()

        chain = store.transact(lambda u: u.audit.of_school(world.school.uai))

        assert [event.code for event in chain] == [
            "ACTIVATION_REQUESTED",
            "INVITATION_ISSUED",
            "ACTIVATION_REQUESTED",
            "INVITATION_SUPERSEDED",
            "INVITATION_ISSUED",
        ]
        assert [event.code for event in events] == [event.code for event in chain]
        assert [event.details for event in events] == [e.details for e in chain]

    def test_listener_can_refuse(self, world, store, monkeypatch):
        """
        What the application's listener raises takes everything back.
        """

        def refuse(event):
            raise LookupError(event.code)

        monkeypatch.setattr(world.orga.activation._parts.ledger, "_on_event", refuse)

        with pytest.raises(LookupError, match="ACTIVATION_REQUESTED"):
            world.ask()

        assert list(store.transact(lambda u: u.audit.of_school(world.school.uai))) == []
        assert world.orga.outbox.deliver().sent == 0
