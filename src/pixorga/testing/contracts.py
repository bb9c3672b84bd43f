"""
What every adapter of a port must do; subclass, override one fixture, run pytest.

::

    class TestMyStore(StoreContract):
        @pytest.fixture
        def store(self):
            with closing(MyStore()) as store:
                yield store

Fixtures that *must* be overridden raise until they are. Tests may be added, and none
may be taken away: an adapter that cannot pass one does not keep the port's promises.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta

import attrs
import pytest

from pixorga.domain.audit import EMPTY_CHAIN, AuditEvent, verify
from pixorga.domain.events import InvitationIssued
from pixorga.domain.identifiers import Uai
from pixorga.domain.invitation import InvitationReason
from pixorga.domain.link import LinkEvent, LinkPurpose, LinkState
from pixorga.domain.outbox import Content, Mail, MailEvent, MailState
from pixorga.domain.people import EmailAddress
from pixorga.domain.team import MembershipEvent, MembershipState, Role
from pixorga.errors import AddressTakenError, StoreReadOnlyError
from pixorga.ports.store import Store, UnitOfWork
from pixorga.testing.builders import (
    a_contest_link,
    a_mail,
    a_person,
    a_request,
    a_school,
    a_space,
    an_account,
    an_administrator,
    an_invitation,
)
from pixorga.testing.fakes import START
from pixorga.testing.interleaving import cross

__all__ = ["StoreContract"]

UAI = Uai.parse("0750655E")
OTHER_UAI = Uai.parse("0752387M")


class StoreContract:
    """
    The contract of `pixorga.ports.store.Store`.
    """

    @pytest.fixture
    def store(self) -> Iterator[Store]:
        """
        *Must* be overridden: an empty store, closed afterwards.
        """
        raise NotImplementedError

    @pytest.fixture
    def school(self, store: Store) -> Uai:
        """
        *Never* overridden: a school with a space.
        """

        def work(unit: UnitOfWork) -> None:
            unit.schools.put([a_school()])
            unit.schools.save(a_space())

        store.transact(work)
        return UAI

    # Transactions

    def test_keeps_what_was_done(self, store: Store) -> None:
        """
        What a transaction wrote is there for the next one, and its result returned.
        """

        def work(unit: UnitOfWork) -> str:
            unit.schools.put([a_school()])
            return "done"

        answer = store.transact(work)

        assert answer == "done"
        assert _find(store) == a_school()

    def test_keeps_nothing_after_an_error(self, store: Store, school: Uai) -> None:
        """
        An exception takes back everything, and comes out as it is.
        """

        def work(unit: UnitOfWork) -> None:
            unit.schools.put([a_school(name="Autre")])
            unit.requests.add(a_request())
            unit.links.add(an_invitation())
            raise LookupError("stop")

        with pytest.raises(LookupError, match="stop"):
            store.transact(work)

        assert _find(store) == a_school()
        assert store.transact(lambda u: u.requests.get(school, "request-1")) is None
        assert store.transact(lambda u: u.links.get(school, "A" * 22)) is None

    def test_reads_its_own_writes(self, store: Store, school: Uai) -> None:
        """
        A transaction sees what it has written.
        """

        def work(unit: UnitOfWork) -> bool:
            unit.requests.add(a_request())
            return unit.requests.get(school, "request-1") == a_request()

        assert store.transact(work) is True

    def test_refuses_to_write_when_reading(self, store: Store, school: Uai) -> None:
        """
        A transaction that was opened for reading reads, and writes nothing.
        """
        assert store.transact(lambda u: u.schools.find(school), read_only=True)

        writes: list[Callable[[UnitOfWork], object]] = [
            lambda unit: unit.schools.put([a_school(name="Autre")]),
            lambda unit: unit.schools.save(a_space(version=1)),
            lambda unit: unit.requests.add(a_request()),
            lambda unit: unit.links.add(an_invitation()),
            lambda unit: unit.accounts.add(an_account()),
            lambda unit: unit.team.add(an_administrator()),
            lambda unit: unit.outbox.add([a_mail()]),
            lambda unit: unit.audit.append(_chain(1)),
        ]
        for write in writes:
            with pytest.raises(StoreReadOnlyError):
                store.transact(write, read_only=True)

        assert _find(store) == a_school()

    # Schools

    def test_finds_a_school(self, store: Store) -> None:
        """
        A school is found with its space, if it has one; an unknown one is not.
        """
        store.transact(lambda unit: unit.schools.put([a_school()]))
        without = store.transact(lambda unit: unit.schools.find(UAI, lock=True))
        store.transact(lambda unit: unit.schools.save(a_space()))
        found = store.transact(lambda unit: unit.schools.find(UAI, lock=True))

        assert without is not None
        assert without.space is None
        assert found is not None
        assert found.space == a_space(version=1)
        assert store.transact(lambda unit: unit.schools.find(OTHER_UAI)) is None

    def test_directory_leaves_spaces_alone(self, store: Store, school: Uai) -> None:
        """
        A new row of the directory replaces the old one and touches no space.
        """
        changed = a_school(name="Cité scolaire", mailbox=None, closed=True)
        other = a_school(uai=OTHER_UAI)

        store.transact(lambda unit: unit.schools.put([changed, other]))

        found = store.transact(lambda unit: unit.schools.find(school))
        assert found is not None
        assert found.establishment == changed
        assert found.space == a_space(version=1)

    def test_lists_spaces_in_pages(self, store: Store) -> None:
        """
        Schools with a space are listed in order, page by page, and no others.
        """
        others = [Uai.parse(code) for code in ("0140070A", "0951099D", "0752387M")]

        def work(unit: UnitOfWork) -> None:
            for uai in [UAI, *others]:
                unit.schools.put([a_school(uai=uai)])
            for uai in others:
                unit.schools.save(a_space(uai=uai))

        store.transact(work)

        first = store.transact(lambda u: u.schools.uais(after=None, limit=2))
        second = store.transact(lambda u: u.schools.uais(after=first[-1], limit=2))

        assert [str(uai) for uai in first] == ["0140070A", "0752387M"]
        assert [str(uai) for uai in second] == ["0951099D"]

    def test_saves_no_stale_space(self, store: Store, school: Uai) -> None:
        """
        Of two that read the same version, the later one runs again on the newer.
        """

        def work(unit: UnitOfWork, meet: Callable[[], None]) -> int:
            found = unit.schools.find(school, lock=True)
            assert found is not None
            assert found.space is not None
            meet()
            unit.schools.save(found.space)
            return found.space.version

        versions = cross(store, work)

        assert sorted(versions) == [1, 2]

    def test_makes_one_space(self, store: Store) -> None:
        """
        Of two that find no space and make one, the later one finds the other's.
        """
        store.transact(lambda unit: unit.schools.put([a_school()]))

        def work(unit: UnitOfWork, meet: Callable[[], None]) -> bool:
            found = unit.schools.find(UAI, lock=True)
            assert found is not None
            meet()
            unit.schools.save(found.space or a_space())
            return found.space is None

        assert sorted(cross(store, work)) == [False, True]

    # Requests

    def test_keeps_requests(self, store: Store) -> None:
        """
        A request is kept as it is, for a UAI of no school too.
        """
        request = a_request(uai=OTHER_UAI)
        store.transact(lambda unit: unit.requests.add(request))

        found = store.transact(lambda u: u.requests.get(OTHER_UAI, "request-1"))
        elsewhere = store.transact(lambda u: u.requests.get(UAI, "request-1"))

        assert found == request
        assert elsewhere is None

    # Links

    def test_keeps_links(self, store: Store, school: Uai) -> None:
        """
        A link is found by school and handle, and by nothing else.
        """
        store.transact(lambda unit: unit.links.add(an_invitation()))

        found = store.transact(lambda unit: unit.links.get(school, "A" * 22))

        assert found == an_invitation()
        assert store.transact(lambda u: u.links.get(OTHER_UAI, "A" * 22)) is None
        assert store.transact(lambda u: u.links.get(school, "")) is None

    def test_finds_the_pending_link(self, store: Store, school: Uai) -> None:
        """
        The pending link to a mailbox is found until it has ended.
        """
        link = an_invitation()
        store.transact(lambda unit: unit.links.add(link))
        before = _pending(store)
        revoked = link.step(LinkEvent.REVOKE, at=START)
        store.transact(lambda unit: unit.links.save(revoked))

        assert before == link
        assert _pending(store) is None
        assert _pending(store, sent_to="autre@ac-paris.fr") is None

    def test_ends_a_link_once(self, store: Store, school: Uai) -> None:
        """
        A14: of two that read a pending link and end it, one does.
        """
        store.transact(lambda unit: unit.links.add(an_invitation()))

        def work(unit: UnitOfWork, meet: Callable[[], None]) -> bool:
            link = unit.links.get(school, "A" * 22)
            meet()
            assert link is not None
            # What was read is of no account: the guarded write decides.
            ended = attrs.evolve(link, state=LinkState.ACCEPTED, ended_at=START)
            return unit.links.save(ended)

        assert sorted(cross(store, work)) == [False, True]

    def test_ends_no_unknown_link(self, store: Store, school: Uai) -> None:
        """
        A link that is not there cannot be ended.
        """
        ended = an_invitation().step(LinkEvent.ACCEPT, at=START, by="person-1")

        assert store.transact(lambda unit: unit.links.save(ended)) is False

    def test_puts_a_link_s_end_off(self, store: Store, school: Uai) -> None:
        """
        A pending link can be saved with a later end, and stays pending.
        """
        link = an_invitation()
        store.transact(lambda unit: unit.links.add(link))
        renewed = link.sent_again(now=START + timedelta(days=6))

        assert store.transact(lambda unit: unit.links.save(renewed)) is True
        assert store.transact(lambda u: u.links.by_id(school, link.id)) == renewed
        assert _pending(store) == renewed

    def test_lists_a_school_s_links(self, store: Store, school: Uai) -> None:
        """
        All links of a school are listed, oldest first, each as what it is.
        """
        contest = a_contest_link(issued_at=START + timedelta(hours=1))
        newest = an_invitation(
            id="invitation-2",
            handle="B" * 22,
            sent_to=EmailAddress.parse("autre@ac-paris.fr"),
            issued_at=START + timedelta(hours=2),
            expires_at=START + timedelta(days=2),
        )

        def work(unit: UnitOfWork) -> None:
            for link in (newest, contest, an_invitation()):
                unit.links.add(link)

        store.transact(work)

        links = store.transact(lambda unit: unit.links.of_school(school))

        assert list(links) == [an_invitation(), contest, newest]
        assert list(store.transact(lambda u: u.links.of_school(OTHER_UAI))) == []
        assert store.transact(lambda u: u.links.by_id(school, "nothing")) is None

    def test_has_room_for_many_contests(self, store: Store, school: Uai) -> None:
        """
        Only invitations are one to a mailbox: each administrator can be contested.
        """
        second = a_contest_link(id="contest-2", handle="D" * 22)

        store.transact(lambda unit: unit.links.add(a_contest_link()))
        store.transact(lambda unit: unit.links.add(second))

        assert len(store.transact(lambda u: u.links.of_school(school))) == 2

    def test_has_one_pending_link(self, store: Store, school: Uai) -> None:
        """
        A21: of two that find no pending link and issue one, the later sees the other's.
        """

        def work(unit: UnitOfWork, meet: Callable[[], None]) -> bool:
            found = unit.schools.find(school, lock=True)
            earlier = unit.links.pending(
                school,
                purpose=LinkPurpose.JOIN,
                sent_to=EmailAddress.parse("ce.0750655e@ac-paris.fr"),
            )
            meet()
            if earlier is None:
                unit.links.add(an_invitation())
            assert found is not None
            assert found.space is not None
            unit.schools.save(found.space)
            return earlier is None

        assert sorted(cross(store, work)) == [False, True]

    # People

    def test_keeps_accounts(self, store: Store) -> None:
        """
        An account is found by its address, in any case.
        """
        store.transact(lambda unit: unit.accounts.add(an_account()))

        address = EmailAddress.parse("ZOE@Example.FR")
        found = store.transact(lambda unit: unit.accounts.by_email(address))

        assert found == an_account()

    def test_has_one_account_per_address(self, store: Store) -> None:
        """
        Of two accounts under one address, the second is refused.
        """
        store.transact(lambda unit: unit.accounts.add(an_account()))

        with pytest.raises(AddressTakenError):
            store.transact(lambda unit: unit.accounts.add(an_account(id="person-2")))

    def test_keeps_memberships(self, store: Store, school: Uai) -> None:
        """
        Memberships are found by school, oldest first, and by person.
        """
        later = an_administrator(
            id="membership-2",
            person=a_person(id="person-2"),
            joined_at=START + timedelta(days=1),
        )
        store.transact(lambda unit: unit.team.add(an_administrator()))
        store.transact(lambda unit: unit.team.add(later))

        team = store.transact(lambda unit: unit.team.of_school(school))

        assert list(team) == [an_administrator(), later]
        assert list(store.transact(lambda u: u.team.of_person("person-2"))) == [later]
        assert list(store.transact(lambda u: u.team.of_person("person-3"))) == []
        assert list(store.transact(lambda u: u.team.of_school(OTHER_UAI))) == []

    def test_changes_a_membership_once(self, store: Store, school: Uai) -> None:
        """
        Of two that read an active membership and end it, one does.
        """
        store.transact(lambda unit: unit.team.add(an_administrator()))
        removed = an_administrator().step(MembershipEvent.REMOVE, at=START)

        def work(unit: UnitOfWork, meet: Callable[[], None]) -> bool:
            unit.team.of_school(school)
            meet()
            return unit.team.save(removed, was=MembershipState.ACTIVE)

        assert sorted(cross(store, work)) == [False, True]
        assert list(store.transact(lambda u: u.team.of_school(school))) == [removed]

    def test_changes_no_unknown_membership(self, store: Store, school: Uai) -> None:
        """
        A membership that is not there cannot be changed.
        """
        removed = an_administrator().step(MembershipEvent.REMOVE, at=START)

        saved = store.transact(
            lambda unit: unit.team.save(removed, was=MembershipState.ACTIVE)
        )

        assert saved is False

    def test_lets_a_person_come_back(self, store: Store, school: Uai) -> None:
        """
        A person may have several memberships of a school, one after the other.
        """
        again = an_administrator(id="membership-2")
        store.transact(lambda unit: unit.team.add(an_administrator()))
        store.transact(lambda unit: unit.team.add(again))

        own = store.transact(lambda unit: unit.team.of_person("person-1"))

        assert list(own) == [an_administrator(), again]

    # Outbox

    def test_claims_due_mails(self, store: Store, school: Uai) -> None:
        """
        What is due is claimed, longest due first, as many as asked for.
        """
        mails = [
            a_mail(id="mail-late", due_at=START + timedelta(seconds=1)),
            a_mail(id="mail-2"),
            a_mail(id="mail-1"),
            a_mail(id="mail-0", due_at=START - timedelta(days=1)),
        ]
        store.transact(lambda unit: unit.outbox.add(mails))

        first = _claim(store, limit=2)
        second = _claim(store, limit=2)

        assert [mail.id for mail in first] == ["mail-0", "mail-1"]
        assert [mail.id for mail in second] == ["mail-2"]
        assert first[0].state is MailState.SENDING
        assert first[0].attempts == 1
        assert first[0].message == mails[0].message

    def test_claims_a_mail_once(self, store: Store, school: Uai) -> None:
        """
        Of two workers that claim at once, one gets the mail.
        """
        store.transact(lambda unit: unit.outbox.add([a_mail()]))

        def work(unit: UnitOfWork, meet: Callable[[], None]) -> int:
            until = START + timedelta(minutes=1)
            mails = unit.outbox.claim(now=START, until=until, limit=9)
            meet()
            return len(mails)

        assert sorted(cross(store, work)) == [0, 1]

    def test_takes_over_a_lapsed_claim(self, store: Store, school: Uai) -> None:
        """
        A claim that has lapsed is another's, and its first holder writes nothing.
        """
        store.transact(lambda unit: unit.outbox.add([a_mail()]))
        (dead,) = _claim(store)
        assert _claim(store, minutes=4) == []

        (alive,) = _claim(store, minutes=5)
        sent = dead.step(MailEvent.DELIVER)

        assert alive.attempts == 2
        assert store.transact(lambda unit: unit.outbox.save(sent)) is False
        sent = alive.step(MailEvent.DELIVER)
        assert store.transact(lambda unit: unit.outbox.save(sent)) is True
        assert _claim(store, minutes=60) == []

    def test_keeps_what_was_rendered(self, store: Store, school: Uai) -> None:
        """
        A deferred mail comes back with its content, and without its message.
        """
        content = Content(subject="Été", text="Œ\ue000", html="<p>\ue000</p>")
        store.transact(lambda unit: unit.outbox.add([a_mail()]))
        (claimed,) = _claim(store)
        deferred = attrs.evolve(claimed, message=None, content=content).step(
            MailEvent.DEFER, due_at=START + timedelta(minutes=1)
        )
        store.transact(lambda unit: unit.outbox.save(deferred))

        (again,) = _claim(store, minutes=1)

        assert again.content == content
        assert again.message is None

    def test_lists_a_school_s_mails(self, store: Store, school: Uai) -> None:
        """
        All mails about a school are listed, oldest first, whatever their state.
        """
        later = a_mail(id="mail-0", link=None, created_at=START + timedelta(hours=1))
        store.transact(lambda unit: unit.outbox.add([later, a_mail()]))

        mails = store.transact(lambda unit: unit.outbox.of_school(school))

        assert list(mails) == [a_mail(), later]
        assert list(store.transact(lambda u: u.outbox.of_school(OTHER_UAI))) == []

    # Audit

    def test_keeps_the_chain(self, store: Store, school: Uai) -> None:
        """
        A school's events come back in their order and verify.
        """
        events = _chain(12)
        store.transact(lambda unit: unit.audit.append(events[:5]))
        store.transact(lambda unit: unit.audit.append(events[5:]))

        kept = store.transact(lambda unit: unit.audit.of_school(school))

        assert list(kept) == events
        assert verify(kept) == events[-1].head
        assert list(store.transact(lambda u: u.audit.of_school(OTHER_UAI))) == []


def _find(store: Store) -> object:
    found = store.transact(lambda unit: unit.schools.find(UAI), read_only=True)
    return found and found.establishment


def _pending(store: Store, *, sent_to: str = "ce.0750655e@ac-paris.fr") -> object:
    mailbox = EmailAddress.parse(sent_to)
    return store.transact(
        lambda u: u.links.pending(UAI, purpose=LinkPurpose.JOIN, sent_to=mailbox)
    )


def _claim(store: Store, *, limit: int = 9, minutes: int = 0) -> list[Mail]:
    now = START + timedelta(minutes=minutes)
    until = now + timedelta(minutes=5)
    return list(
        store.transact(lambda u: u.outbox.claim(now=now, until=until, limit=limit))
    )


def _chain(length: int) -> list[AuditEvent]:
    head = EMPTY_CHAIN
    chain: list[AuditEvent] = []
    for number in range(length):
        event = InvitationIssued(
            uai=UAI,
            at=START + timedelta(seconds=number),
            actor="anonymous",
            invitation=f"invitation-{number}",
            reason=InvitationReason.ACTIVATION,
            role=Role.ADMINISTRATOR,
        )
        chain.append(AuditEvent.after(head, event))
        head = chain[-1].head
    return chain
