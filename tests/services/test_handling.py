"""
Invitations as administrators and operators handle them.
"""

from datetime import timedelta

import pytest

from pixorga import EmailAddress, KeyRing, LinkState, PixOrga
from pixorga.domain.invitation import InvitationReason
from pixorga.errors import (
    AuthorityError,
    LinkExpiredError,
    LinkInvalidError,
    LinkReplayedError,
    LinkRevokedError,
    MailboxMissingError,
    NotFoundError,
    OperatorNeededError,
    ReasonNeededError,
    SpaceArchivedError,
    TransitionError,
)
from pixorga.testing.builders import a_person, a_school, an_invitation
from pixorga.testing.fakes import PlainHasher

CLAIRE = a_person(id="claire", email=EmailAddress.parse("claire@example.fr"))
JEAN = a_person(id="jean", email=EmailAddress.parse("jean@example.fr"))
UAI = "0750655E"
NEW_MAILBOX = EmailAddress.parse("nouvelle@ac-paris.fr")


def act(world):
    """
    By which operator, and why.
    """
    return {"by": world.operator, "reason": "school asked", "ticket": "PIX-7"}


def only(world):
    """
    The school's one invitation, as an operator sees it.
    """
    (summary,) = world.orga.invitations.list(by=world.operator, uai=UAI)
    return summary


class TestList:
    def test_shows_all_states(self, world, clock):
        """
        Used, replaced and pending invitations are listed, oldest first.
        """
        claire = world.join(CLAIRE)
        clock.advance(seconds=1)
        world.ask()
        clock.advance(seconds=1)
        world.ask()
        clock.advance(days=7)

        summaries = world.orga.invitations.list(by=claire)

        assert [(summary.reason, summary.state) for summary in summaries] == [
            (InvitationReason.ACTIVATION, LinkState.ACCEPTED),
            (InvitationReason.RECOVERY, LinkState.SUPERSEDED),
            (InvitationReason.RECOVERY, LinkState.EXPIRED),
        ]

    def test_needs_authority(self, world):
        """
        Neither an administrator of another school nor a former one sees the list.
        """
        world.add(a_school(uai=type(world.school.uai).parse("0752387M")))
        claire = world.join(CLAIRE)
        world.join(JEAN)
        other = world.join(a_person(id="zoe"), uai="0752387M")
        world.orga.team.leave(by=claire)

        for by in (claire, other):
            with pytest.raises(AuthorityError):
                world.orga.invitations.list(by=by, uai=UAI)


class TestOperators:
    @pytest.mark.parametrize("verb", ["revoke", "resend"])
    def test_need_a_reason(self, world, verb):
        """
        An operator acts with a reason, so by the verbs of the support team.
        """
        world.ask()
        before = only(world)

        with pytest.raises(ReasonNeededError, match="support"):
            getattr(world.orga.invitations, verb)(before.id, by=world.operator)

        assert only(world) == before

    def details(self, world, store):
        """
        What the chain's last event says.
        """
        chain = store.transact(lambda unit: unit.audit.of_school(world.school.uai))
        return chain[-1].code, dict(chain[-1].details)

    def test_reason_is_kept(self, world, store, clock):
        """
        Revoked, sent again or replaced: the chain says why, and by which ticket.
        """
        ground = {"reason": "school asked", "ticket": "PIX-7"}
        world.ask()
        first = only(world)

        world.orga.support.resend_invitation(first.id, uai=UAI, **act(world))
        resent = self.details(world, store)
        clock.advance(days=7)
        second = world.orga.support.resend_invitation(first.id, uai=UAI, **act(world))
        replaced = self.details(world, store)
        world.orga.support.revoke_invitation(second.id, uai=UAI, **act(world))

        assert resent == ("INVITATION_RESENT", {"invitation": first.id, **ground})
        assert replaced == (
            "INVITATION_ISSUED",
            {
                "invitation": second.id,
                "reason": "activation",
                "role": "administrator",
                "why": "school asked",
                "ticket": "PIX-7",
            },
        )
        assert self.details(world, store) == (
            "INVITATION_REVOKED",
            {"invitation": second.id, **ground},
        )

    def test_reason_is_theirs(self, world, store):
        """
        What administrators do tells none.
        """
        claire = world.join(CLAIRE)
        summary = world.orga.team.hand_over(to="a@example.fr", by=claire)

        world.orga.invitations.resend(summary.id, by=claire)
        resent = self.details(world, store)
        world.orga.invitations.revoke(summary.id, by=claire)

        own = {"invitation": summary.id}
        assert resent == ("INVITATION_RESENT", own)
        assert self.details(world, store) == ("INVITATION_REVOKED", own)


class TestRevoke:
    def test_kills_the_link(self, world):
        """
        A revoked link says that it was revoked; the mail is not sent any more.
        """
        world.ask()
        summary = world.orga.support.revoke_invitation(
            only(world).id, uai=UAI, **act(world)
        )

        assert summary.state is LinkState.REVOKED
        assert world.orga.outbox.deliver().dropped == 1

    def test_refuses_what_has_ended(self, world):
        """
        A20: a used link cannot be revoked, nor a revoked one used.
        """
        token = world.link()
        world.orga.invitations.redeem(token, by=CLAIRE)
        with pytest.raises(TransitionError):
            world.orga.support.revoke_invitation(only(world).id, uai=UAI, **act(world))

        second = world.link()
        summary = world.orga.invitations.list(by=world.operator, uai=UAI)[-1]
        world.orga.support.revoke_invitation(summary.id, uai=UAI, **act(world))
        with pytest.raises(LinkRevokedError):
            world.orga.invitations.redeem(second, by=JEAN)

    def test_leaves_recoveries_to_operators(self, world):
        """
        An administrator cannot keep a successor out by revoking a recovery.
        """
        claire = world.join(CLAIRE)
        world.ask()
        recovery = world.orga.invitations.list(by=claire)[-1]

        with pytest.raises(OperatorNeededError):
            world.orga.invitations.revoke(recovery.id, by=claire)

    def test_lets_administrators_end_their_own(self, world):
        """
        What administrators have issued, administrators withdraw.
        """
        claire = world.join(CLAIRE)
        summary = world.orga.team.hand_over(to="a@example.fr", by=claire)

        revoked = world.orga.invitations.revoke(summary.id, by=claire)

        assert revoked.state is LinkState.REVOKED

    @pytest.mark.parametrize("unknown", ["", "nothing"])
    def test_knows_the_school_s_own_only(self, world, unknown):
        """
        An id of nothing is not found, whoever asks.
        """
        world.ask()

        with pytest.raises(NotFoundError):
            world.orga.support.revoke_invitation(unknown, uai=UAI, **act(world))


class TestResend:
    def test_keeps_link_and_end(self, world, clock):
        """
        With half of its life left the same link is sent, and ends when it did.
        """
        first = world.link()
        before = only(world)
        clock.advance(days=3)

        after = world.orga.support.resend_invitation(before.id, uai=UAI, **act(world))

        assert after == before
        assert world.token() == first

    def test_puts_the_end_off_once(self, world, clock):
        """
        With less than half left the end is put off, once; then a new link supersedes.
        """
        first = world.link()
        before = only(world)
        clock.advance(days=6)
        renewed = world.orga.support.resend_invitation(before.id, uai=UAI, **act(world))
        assert world.token() == first
        clock.advance(days=6)
        replaced = world.orga.support.resend_invitation(
            before.id, uai=UAI, **act(world)
        )
        second = world.token()

        assert renewed.id == before.id
        assert renewed.expires_at == before.issued_at + timedelta(days=13)
        assert replaced.id != before.id
        assert second != first
        assert world.orga.invitations.peek(first).state is LinkState.SUPERSEDED
        assert world.orga.invitations.redeem(second, by=CLAIRE)

    def test_ends_with_the_mailbox(self, world):
        """
        A27: what went to the former mailbox is dead, and is not sent to the new one.
        """
        first = world.link()
        world.add(a_school(mailbox=NEW_MAILBOX))

        for verb in (
            lambda: world.orga.support.resend_invitation(
                only(world).id, uai=UAI, **act(world)
            ),
            lambda: world.orga.invitations.renew(first),
            lambda: world.orga.invitations.redeem(first, by=CLAIRE),
        ):
            with pytest.raises(LinkRevokedError):
                verb()
        assert world.told() == {}

    def test_follows_the_mailbox(self, world, clock):
        """
        A27: what had expired before comes back as a new link to the new mailbox.
        """
        first = world.link()
        clock.advance(days=7)
        world.add(a_school(mailbox=NEW_MAILBOX))

        world.orga.support.resend_invitation(only(world).id, uai=UAI, **act(world))
        second = world.token()

        assert world.mailer.mails[-1]["To"] == str(NEW_MAILBOX)
        with pytest.raises(LinkExpiredError):
            world.orga.invitations.redeem(first, by=CLAIRE)
        assert world.orga.invitations.redeem(second, by=CLAIRE)

    def test_needs_a_mailbox(self, world, clock):
        """
        A school that has lost its mailbox is sent nothing.
        """
        old = world.link()
        clock.advance(days=7)
        world.add(a_school(mailbox=None))

        with pytest.raises(MailboxMissingError):
            world.orga.support.resend_invitation(only(world).id, uai=UAI, **act(world))
        with pytest.raises(MailboxMissingError):
            world.orga.invitations.renew(old)

    def test_needs_an_open_school(self, world, clock):
        """
        A29: a closed school is sent no link, nor is one whose space is archived.
        """
        old = world.link()
        clock.advance(days=7)
        world.add(a_school(closed=True))
        closed = only(world)
        by = {"uai": UAI, **act(world)}

        with pytest.raises(SpaceArchivedError):
            world.orga.support.resend_invitation(closed.id, **by)
        world.add(a_school())
        world.orga.support.archive(UAI, by=world.operator, reason="school closed")
        with pytest.raises(SpaceArchivedError):
            world.orga.support.resend_invitation(closed.id, **by)
        with pytest.raises(SpaceArchivedError):
            world.orga.invitations.renew(old)
        assert world.told() == {}

    def test_refuses_what_has_ended(self, world):
        """
        Neither a used nor a revoked invitation is sent again.
        """
        world.join(CLAIRE)
        used = only(world)
        world.ask()
        revoked = world.orga.invitations.list(by=world.operator, uai=UAI)[-1]
        world.orga.support.revoke_invitation(revoked.id, uai=UAI, **act(world))

        with pytest.raises(LinkReplayedError):
            world.orga.support.resend_invitation(used.id, uai=UAI, **act(world))
        with pytest.raises(LinkRevokedError):
            world.orga.support.resend_invitation(revoked.id, uai=UAI, **act(world))

    def test_outlives_a_change_of_keys(self, world, store, mailer, site, clock):
        """
        A5: with the old key dropped, list and resend work, and the new link is good.
        """
        old = world.link()
        orga = PixOrga(
            store=store,
            mailer=mailer,
            keys=KeyRing(current=b"n" * 32),
            pseudonym_key=b"p" * 32,
            site=site,
            clock=clock,
            hasher=PlainHasher(),
        )
        world.orga = orga

        summary = orga.support.resend_invitation(only(world).id, uai=UAI, **act(world))

        with pytest.raises(LinkInvalidError):
            orga.invitations.redeem(old, by=CLAIRE)
        assert orga.invitations.redeem(world.token(), by=CLAIRE)
        assert summary.state is LinkState.PENDING

    def test_needs_the_requester(self, world, store):
        """
        Once the requester is erased, the form has to be filled in again.
        """
        world.join(CLAIRE)
        stray = an_invitation(handle="B" * 22, subject="erased")
        store.transact(lambda unit: unit.links.add(stray))

        with pytest.raises(NotFoundError):
            world.orga.support.resend_invitation(stray.id, uai=UAI, **act(world))


class TestRenew:
    def test_replaces_an_expired_link(self, world, clock):
        """
        A22: the holder of an expired link has a new one sent to the same mailbox.
        """
        old = world.link()
        clock.advance(days=7)
        with pytest.raises(LinkExpiredError):
            world.orga.invitations.redeem(old, by=CLAIRE)

        world.orga.invitations.renew(old)
        new = world.token()

        assert new != old
        assert world.mailer.mails[-1]["To"] == "ce.0750655e@ac-paris.fr"
        assert world.orga.invitations.redeem(new, by=CLAIRE)

    def test_does_not_end_a_newer_link(self, world, clock):
        """
        An old expired link brings the newer pending one again, and does not end it.
        """
        old = world.link()
        clock.advance(days=7)
        newer = world.link()

        world.orga.invitations.renew(old)

        assert world.token() == newer
        assert world.orga.invitations.peek(newer).state is LinkState.PENDING

    def test_refuses_what_has_ended_otherwise(self, world):
        """
        Used or replaced links are not renewed.
        """
        replaced = world.link()
        used = world.link()
        world.orga.invitations.redeem(used, by=CLAIRE)

        with pytest.raises(LinkRevokedError):
            world.orga.invitations.renew(replaced)
        with pytest.raises(LinkReplayedError):
            world.orga.invitations.renew(used)


class TestRecovery:
    def test_tells_present_administrators(self, world):
        """
        At the request and at the redemption, each present administrator is told.
        """
        world.join(CLAIRE)
        world.told()

        token = world.link()
        at_request = {mail["Subject"]: mail["To"] for mail in world.mailer.mails[-2:]}
        world.orga.invitations.redeem(token, by=JEAN)
        at_redemption = world.told()

        assert at_request == {
            "Accès à votre espace Pix Orga : récupération d'accès": (
                "ce.0750655e@ac-paris.fr"
            ),
            "Quelqu'un demande à récupérer votre espace Pix Orga": "claire@example.fr",
        }
        assert at_redemption == {
            "Votre espace Pix Orga a un nouvel administrateur": [
                "ce.0750655e@ac-paris.fr",
                "claire@example.fr",
            ]
        }

    def test_puts_the_contest_link_in_one_mail(self, world):
        """
        A39: only the mailbox's notice holds the contest link.
        """
        world.join(CLAIRE)
        world.orga.invitations.redeem(world.link(), by=JEAN)
        world.told()

        notices = [m for m in world.mailer.mails if "nouvel" in m["Subject"]][-2:]
        bodies = {m["To"]: m.get_body(("plain",)).get_content() for m in notices}
        assert "/contester/" in bodies["ce.0750655e@ac-paris.fr"]
        assert "/contester/" not in bodies["claire@example.fr"]
