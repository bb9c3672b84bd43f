from datetime import date, timedelta

import pytest

from pixorga import Administrator, Capacity, EmailAddress, KeyRing, LinkState
from pixorga.domain.audit import verify
from pixorga.domain.team import MembershipState
from pixorga.errors import (
    AddressTakenError,
    AuthorityError,
    CredentialsError,
    InputError,
    LinkExpiredError,
    LinkInvalidError,
    LinkInvalidReason,
    LinkMissingError,
    LinkReplayedError,
    LinkRevokedError,
    MembershipEndedError,
    SpaceArchivedError,
)
from pixorga.testing.builders import (
    a_person,
    a_school,
    an_administrator,
    an_invitation,
)
from pixorga.tokens import TokenService

CLAIRE = a_person(id="claire")
JEAN = a_person(id="jean")
PASSWORD = "une phrase de passe"
TOKENS = TokenService(KeyRing(current=b"k" * 32))


def codes(world, store):
    """
    What the school's chain says, verified.
    """
    chain = store.transact(lambda unit: unit.audit.of_school(world.school.uai))
    assert verify(chain) is not None
    return [event.code for event in chain]


class TestPeek:
    def test_shows_the_invitation(self, world):
        """
        The page can name the school, the requester, the role and the last day.
        """
        view = world.orga.invitations.peek(world.link())

        assert view.school == "Collège Joséphine Baker"
        assert str(view.requester) == "Claire Dubois"
        assert view.state is LinkState.PENDING
        assert view.last_day == date(2026, 9, 8)

    def test_changes_nothing(self, world, store):
        """
        A17: a hundred looks leave everything as it was, and the link alive.
        """
        token = world.link()
        before = codes(world, store)

        views = {world.orga.invitations.peek(token) for _ in range(100)}

        assert len(views) == 1
        assert codes(world, store) == before
        assert world.orga.outbox.deliver().sent == 0
        assert world.orga.invitations.redeem(token, by=CLAIRE)

    def test_says_that_it_has_expired(self, world, clock):
        """
        A10: the view says expired from the last second on, noted in the row or not.
        """
        token = world.link()
        clock.advance(days=7, seconds=-1)
        before = world.orga.invitations.peek(token).state
        clock.advance(seconds=1)

        assert before is LinkState.PENDING
        assert world.orga.invitations.peek(token).state is LinkState.EXPIRED

    def test_outlives_the_request(self, world, store):
        """
        Once the request is erased, the invitation names nobody.
        """
        world.ask()
        invitation = an_invitation(
            handle="B" * 22,
            subject="erased",
            sent_to=EmailAddress.parse("autre@ac-paris.fr"),
        )
        store.transact(lambda unit: unit.links.add(invitation))

        assert world.orga.invitations.peek(TOKENS.mint(invitation)).requester is None


class TestRedeem:
    def test_makes_an_administrator(self, world, store):
        """
        Whoever accepts becomes administrator; chain, mailbox and space say so.
        """
        administrator = world.orga.invitations.redeem(
            world.link(), by=CLAIRE, capacity=Capacity.REFERENT
        )

        assert isinstance(administrator, Administrator)
        assert administrator.person == CLAIRE
        assert administrator.capacity is Capacity.REFERENT
        assert world.orga.team.acting("0750655e", by=CLAIRE) == administrator
        assert codes(world, store)[-1] == "INVITATION_ACCEPTED"
        assert world.orga.outbox.deliver().sent == 1
        notice = world.mailer.mails[-1]
        assert notice["To"] == "ce.0750655e@ac-paris.fr"
        assert "référent" in notice.get_body(("plain",)).get_content()

    @pytest.mark.parametrize("capacity", [None, "", "head"])
    def test_faulty_capacity_burns_nothing(self, world, capacity):
        """
        Whoever declares no capacity is told so, and the link still works.
        """
        token = world.link()

        with pytest.raises(InputError) as refusal:
            world.orga.invitations.redeem(token, by=CLAIRE, capacity=capacity)

        assert [error.field for error in refusal.value.errors] == ["capacity"]
        assert world.orga.invitations.redeem(token, by=CLAIRE)

    def test_twice_is_once(self, world, store):
        """
        A19: the same person again gets the same membership, and no second effect.
        """
        token = world.link()
        first = world.orga.invitations.redeem(token, by=CLAIRE)
        before = codes(world, store)
        world.orga.outbox.deliver()

        second = world.orga.invitations.redeem(token, by=CLAIRE)

        assert second == first
        assert codes(world, store) == before
        assert world.orga.outbox.deliver().sent == 0

    def test_is_not_for_another(self, world, store):
        """
        A19: another person with a used link is refused, and the attempt is kept.
        """
        token = world.link()
        world.orga.invitations.redeem(token, by=CLAIRE)

        with pytest.raises(LinkReplayedError):
            world.orga.invitations.redeem(token, by=JEAN)

        assert codes(world, store)[-1] == "INVITATION_REPLAYED"
        with pytest.raises(AuthorityError):
            world.orga.team.acting("0750655E", by=JEAN)

    def test_fills_no_chain_with_replays(self, world, store):
        """
        A used link that is tried again and again is noted once for each person.
        """
        token = world.link()
        world.orga.invitations.redeem(token, by=CLAIRE)
        other = world.link()
        world.orga.invitations.redeem(other, by=CLAIRE)
        eve = a_person(id="eve")
        before = codes(world, store)

        for person in (JEAN, eve) * 3:
            for used in (token, other):
                with pytest.raises(LinkReplayedError):
                    world.orga.invitations.redeem(used, by=person)

        assert codes(world, store)[len(before) :] == ["INVITATION_REPLAYED"] * 4

    def test_keeps_the_present_administrator(self, world, store):
        """
        An administrator who accepts another link stays the same one.
        """
        first = world.orga.invitations.redeem(world.link(), by=CLAIRE)

        second = world.orga.invitations.redeem(world.link(), by=CLAIRE)

        team = store.transact(lambda unit: unit.team.of_school(world.school.uai))
        assert second == first
        assert list(team) == [first]

    def test_adds_to_present_administrators(self, world, store):
        """
        A recovery adds an administrator and removes nobody.
        """
        world.orga.invitations.redeem(world.link(), by=CLAIRE)

        world.orga.invitations.redeem(world.link(), by=JEAN)

        team = store.transact(lambda unit: unit.team.of_school(world.school.uai))
        assert [membership.person.id for membership in team] == ["claire", "jean"]

    def test_stays_expired(self, world, store, clock):
        """
        A clock that goes back does not revive a link that was found expired.
        """
        token = world.link()
        clock.advance(days=7)
        with pytest.raises(LinkExpiredError):
            world.orga.invitations.redeem(token, by=CLAIRE)
        clock.advance(days=-1)

        with pytest.raises(LinkExpiredError):
            world.orga.invitations.redeem(token, by=CLAIRE)

        assert world.orga.invitations.peek(token).state is LinkState.EXPIRED

    def test_works_until_the_last_second(self, world, clock):
        """
        A10: one second before its end, a link is good.
        """
        token = world.link()
        clock.advance(days=7, seconds=-1)

        assert world.orga.invitations.redeem(token, by=CLAIRE)

    def test_asks_whether_the_school_is_open(self, world, store):
        """
        A29: a closed school's row alone refuses a link, and keeps it.
        """
        token = world.link()
        store.transact(lambda unit: unit.schools.put([a_school(closed=True)]))

        with pytest.raises(SpaceArchivedError):
            world.orga.invitations.redeem(token, by=CLAIRE)

        assert world.orga.invitations.peek(token).state is LinkState.PENDING

    def test_suspended_person_stays_so(self, world, store):
        """
        A suspended person does not come back by a new link.
        """
        token = world.link()
        suspended = an_administrator(person=CLAIRE, state=MembershipState.SUSPENDED)
        store.transact(lambda unit: unit.team.add(suspended))

        with pytest.raises(MembershipEndedError):
            world.orga.invitations.redeem(token, by=CLAIRE)

        assert world.orga.invitations.peek(token).state is LinkState.PENDING

    def test_ended_membership_is_told(self, world, store):
        """
        The link of a membership that has ended since says so to its person.
        """
        token = world.link()
        world.orga.invitations.redeem(token, by=CLAIRE)
        removed = an_administrator(
            person=CLAIRE,
            state=MembershipState.REMOVED,
            joined_at=world.orga.team.acting("0750655E", by=CLAIRE).joined_at
            + timedelta(days=1),
        )
        store.transact(lambda unit: unit.team.add(removed))

        with pytest.raises(MembershipEndedError):
            world.orga.invitations.redeem(token, by=CLAIRE)

    def test_leaves_other_schools_alone(self, world):
        """
        A23: two schools with one mailbox have their own links.
        """
        world.add(a_school(uai=type(world.school.uai).parse("0752387M")))
        first = world.link()
        second = world.link(uai="0752387M")

        world.orga.invitations.redeem(first, by=CLAIRE)

        assert world.orga.invitations.peek(second).state is LinkState.PENDING

    @pytest.mark.parametrize("verb", ["peek", "redeem", "join"])
    @pytest.mark.parametrize(
        ("spoil", "reason"),
        [
            (lambda token: token[:-1], LinkInvalidReason.MALFORMED),
            (lambda token: token + "=", LinkInvalidReason.MALFORMED),
            (lambda token: "hello", LinkInvalidReason.MALFORMED),
            (lambda token: token * 100, LinkInvalidReason.MALFORMED),
            (lambda token: token[:-3] + "AAA", LinkInvalidReason.FORGED),
            (lambda token: "0752387M" + token[8:], LinkInvalidReason.FORGED),
        ],
    )
    def test_refuses_what_is_no_link(self, world, store, verb, spoil, reason):
        """
        A truncated, forged or foreign token is refused by every verb, unused.
        """
        token = world.link()
        before = codes(world, store)

        with pytest.raises(LinkInvalidError) as refusal:
            _try(world, verb, spoil(token))

        assert refusal.value.reason is reason
        assert codes(world, store) == before
        assert world.orga.invitations.peek(token).state is LinkState.PENDING

    @pytest.mark.parametrize("verb", ["peek", "redeem", "join"])
    @pytest.mark.parametrize("token", [None, "", "  \n"])
    def test_refuses_no_link(self, world, verb, token):
        """
        A9: nothing is no link.
        """
        with pytest.raises(LinkMissingError):
            _try(world, verb, token)

    @pytest.mark.parametrize("verb", ["peek", "redeem", "join"])
    def test_refuses_an_unknown_link(self, world, verb):
        """
        A genuine token without a row is unknown.
        """
        world.link()
        unknown = TOKENS.mint(an_invitation(handle="B" * 22))

        with pytest.raises(LinkInvalidError) as refusal:
            _try(world, verb, unknown)

        assert refusal.value.reason is LinkInvalidReason.UNKNOWN


class TestJoin:
    def test_signs_up_and_joins(self, world):
        """
        One form makes the account and the administrator; the person can log in.
        """
        administrator = world.orga.invitations.join(
            world.link(), sign_up=world.sign_up()
        )

        person = world.orga.accounts.log_in("Claire@Example.fr", password=PASSWORD)

        assert administrator.person == person
        assert world.orga.team.acting("0750655E", by=person) == administrator

    def test_faulty_form_burns_nothing(self, world):
        """
        A16: after a form with faulty fields the link still works.
        """
        token = world.link()
        form = world.sign_up(
            first_name="", last_name="\n", email="x", password="court", terms="0"
        )

        with pytest.raises(InputError) as refusal:
            world.orga.invitations.join(token, sign_up=form, capacity="king")

        assert [error.field for error in refusal.value.errors] == [
            "capacity",
            "first_name",
            "last_name",
            "email",
            "password",
            "terms",
        ]
        assert world.orga.invitations.join(token, sign_up=world.sign_up())

    def test_taken_address_burns_nothing(self, world):
        """
        An address that has an account leaves the link to its owner, who logs in.
        """
        world.orga.invitations.join(world.link(), sign_up=world.sign_up())
        token = world.link()

        with pytest.raises(AddressTakenError):
            world.orga.invitations.join(token, sign_up=world.sign_up())

        person = world.orga.accounts.log_in("claire@example.fr", password=PASSWORD)
        assert world.orga.invitations.redeem(token, by=person)

    def test_used_link_makes_no_account(self, world, store):
        """
        Whoever signs up with a used link gets neither role nor account.

        However many they name, the chain tells of strangers with this link once.
        """
        token = world.link()
        world.orga.invitations.redeem(token, by=CLAIRE)
        before = codes(world, store)

        for email in ("claire@example.fr", "eve@example.fr", "claire@example.fr"):
            with pytest.raises(LinkReplayedError):
                world.orga.invitations.join(token, sign_up=world.sign_up(email=email))

        assert codes(world, store)[len(before) :] == ["INVITATION_REPLAYED"]
        with pytest.raises(CredentialsError):
            world.orga.accounts.log_in("claire@example.fr", password=PASSWORD)

    @pytest.mark.parametrize(
        ("end", "error"),
        [
            (lambda world, token, _: world.link(), LinkRevokedError),
            (lambda world, token, clock: clock.advance(days=7), LinkExpiredError),
            (
                lambda world, token, _: world.orga.invitations.redeem(token, by=CLAIRE),
                LinkReplayedError,
            ),
            (
                lambda world, token, _: world.add(a_school(closed=True)),
                LinkRevokedError,
            ),
        ],
        ids=["superseded", "expired", "used", "closed"],
    )
    def test_dead_link_costs_no_hash(self, world, clock, monkeypatch, end, error):
        """
        Whoever holds a dead link has no password hashed with it, which is slow.
        """
        token = world.link()
        end(world, token, clock)
        hasher = world.orga._parts.hasher
        monkeypatch.setattr(hasher, "hash", lambda password: pytest.fail("hashed"))

        with pytest.raises(error):
            world.orga.invitations.join(token, sign_up=world.sign_up())

    def test_link_is_used_meanwhile(self, world, monkeypatch):
        """
        A link that dies while the password is hashed makes no account either.
        """
        token = world.link()
        hasher = world.orga._parts.hasher
        hash_ = hasher.hash

        def slow(password):
            world.orga.invitations.redeem(token, by=CLAIRE)
            return hash_(password)

        monkeypatch.setattr(hasher, "hash", slow)

        with pytest.raises(LinkReplayedError):
            world.orga.invitations.join(token, sign_up=world.sign_up())
        with pytest.raises(CredentialsError):
            world.orga.accounts.log_in("claire@example.fr", password=PASSWORD)

    def test_dead_link_comes_before_the_form(self, world):
        """
        Nobody mends a form whose link is dead.
        """
        token = world.link()
        world.link()

        with pytest.raises(LinkRevokedError):
            world.orga.invitations.join(token, sign_up=world.sign_up(email="x"))


def _try(world, verb, token):
    """
    Call a verb of the link's holder.
    """
    verbs = {
        "peek": lambda: world.orga.invitations.peek(token),
        "redeem": lambda: world.orga.invitations.redeem(token, by=CLAIRE),
        "join": lambda: world.orga.invitations.join(token, sign_up=world.sign_up()),
    }
    return verbs[verb]()
