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

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

import attrs
import pytest

from pixorga.domain.account import Account, Throttle
from pixorga.domain.audit import EMPTY_CHAIN, AuditEvent, AuditNote, verify
from pixorga.domain.establishment import EstablishmentKind, MailboxState
from pixorga.domain.events import InvitationIssued
from pixorga.domain.identifiers import Uai
from pixorga.domain.invitation import InvitationReason
from pixorga.domain.link import LinkEvent, LinkPurpose, LinkState
from pixorga.domain.outbox import (
    BounceKind,
    Content,
    Mail,
    MailEvent,
    MailState,
    OutboxStatus,
)
from pixorga.domain.people import EmailAddress, Locale, PersonName
from pixorga.domain.space import Attention, SpaceState
from pixorga.domain.team import MembershipEvent, MembershipState, Role
from pixorga.errors import AddressTakenError, StoreConflictError, StoreReadOnlyError
from pixorga.ports.store import Store, UnitOfWork
from pixorga.testing.builders import (
    a_contest_link,
    a_mail,
    a_person,
    a_request,
    a_school,
    a_space,
    an_account,
    an_account_link,
    an_administrator,
    an_invitation,
)
from pixorga.testing.fakes import START
from pixorga.testing.interleaving import cross, cross_verbs

__all__ = ["StoreContract"]

UAI = Uai.parse("0750655E")
OTHER_UAI = Uai.parse("0752387M")
OTHER_ADDRESS = EmailAddress("lea@example.fr")


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
            lambda unit: unit.audit.note(_note(1)),
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

    def test_lists_the_directory_in_pages(self, store: Store, school: Uai) -> None:
        """
        All rows are listed as they are, in order, with a space or without.
        """
        others = [
            a_school(uai=Uai.parse("0140070A"), mailbox=None, city=""),
            a_school(uai=Uai.lenient("0951099E"), closed=True),
            a_school(
                uai=OTHER_UAI,
                kind=EstablishmentKind.OTHER,
                mailbox_state=MailboxState.TO_CONFIRM,
            ),
        ]
        store.transact(lambda unit: unit.schools.put(others))

        first = store.transact(lambda u: u.schools.listed(after=None, limit=3))
        last = first[-1].uai
        second = store.transact(lambda u: u.schools.listed(after=last, limit=3))

        assert list(first) == [others[0], a_school(), others[2]]
        assert list(second) == [others[1]]
        assert not second[0].uai.has_valid_key

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

    def test_keeps_all_of_a_space(self, store: Store, school: Uai) -> None:
        """
        A space comes back with all that an operator and the list say of it.
        """
        space = a_space(
            version=1,
            state=SpaceState.ORPHANED,
            head=_chain(1)[0].head,
            activated_at=START,
            confirmed_mailbox=OTHER_ADDRESS,
            confirmed_against=a_school().mailbox,
            closed_at=START,
        ).listed(Attention.MAIL_BOUNCED, at=START)
        store.transact(lambda unit: unit.schools.save(space))

        found = store.transact(lambda unit: unit.schools.find(school))

        assert found is not None
        assert found.space == attrs.evolve(space, version=2)
        assert found.mailbox == OTHER_ADDRESS

    def test_lists_schools_to_look_into(self, store: Store) -> None:
        """
        Schools on the support team's list come in order, page by page, and no others.
        """
        codes = ["0140070A", "0752387M", "0951099D", "0750655E"]
        reasons = [*list(Attention)[:3], None]

        def work(unit: UnitOfWork) -> None:
            for code, reason in zip(codes, reasons, strict=True):
                uai = Uai.parse(code)
                space = a_space(uai=uai)
                unit.schools.put([a_school(uai=uai)])
                unit.schools.save(space.listed(reason, at=START) if reason else space)

        store.transact(work)

        first = store.transact(lambda u: u.schools.on_list(after=None, limit=2))
        last = first[-1].establishment.uai
        second = store.transact(lambda u: u.schools.on_list(after=last, limit=2))

        listed = [(str(one.establishment.uai), one.space) for one in (*first, *second)]
        assert [code for code, _ in listed] == codes[:3]
        assert [space and space.attention for _, space in listed] == reasons[:3]
        assert len(second) == 1

    def test_lists_schools_that_an_operator_closed(self, store: Store) -> None:
        """
        Schools that an operator closed come in order, page by page, and no others.
        """
        codes = ["0140070A", "0951099D", "0752387M", "0750655E"]

        def work(unit: UnitOfWork) -> None:
            for uai in map(Uai.parse, codes):
                closed = None if uai == UAI else START
                unit.schools.put([a_school(uai=uai, closed=uai == UAI)])
                unit.schools.save(a_space(uai=uai, closed_at=closed))

        store.transact(work)

        first = store.transact(lambda u: u.schools.closed(after=None, limit=2))
        second = store.transact(lambda u: u.schools.closed(after=first[-1], limit=2))

        assert [str(uai) for uai in first] == ["0140070A", "0752387M"]
        assert [str(uai) for uai in second] == ["0951099D"]

    def test_takes_a_school_off_the_list(self, store: Store, school: Uai) -> None:
        """
        A school that is settled is on the list no more.
        """
        listed = a_space(version=1).listed(Attention.CONTESTED, at=START)
        store.transact(lambda unit: unit.schools.save(listed))
        before = store.transact(lambda u: u.schools.on_list(after=None, limit=9))
        settled = attrs.evolve(listed.unlisted(Attention.CONTESTED), version=2)
        store.transact(lambda unit: unit.schools.save(settled))

        after = store.transact(lambda u: u.schools.on_list(after=None, limit=9))

        assert [one.establishment.uai for one in before] == [school]
        assert list(after) == []

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

    def test_lists_the_latest_requests(self, store: Store) -> None:
        """
        Requests come by their row ids, latest first, page by page, for all or for one.
        """
        requests = [
            a_request(id=f"request-{number}", uai=uai)
            for number, uai in enumerate([UAI, OTHER_UAI, UAI, OTHER_UAI, UAI])
        ]

        def work(unit: UnitOfWork) -> None:
            for request in (*requests[3:], *requests[:3]):
                unit.requests.add(request)

        def page(before: str | None, *, uai: Uai | None = None) -> list[object]:
            return list(
                store.transact(
                    lambda u: u.requests.latest(uai=uai, before=before, limit=2)
                )
            )

        store.transact(work)

        assert page(None) == [requests[4], requests[3]]
        assert page("request-3") == [requests[2], requests[1]]
        assert page("request-1") == [requests[0]]
        assert page("request-0") == []
        assert page(None, uai=UAI) == [requests[4], requests[2]]
        assert page("request-2", uai=UAI) == [requests[0]]
        assert page(None, uai=Uai.parse("0951099D")) == []

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

    def test_finds_an_account_by_its_id(self, store: Store) -> None:
        """
        An account is found by its row id, and none by another.
        """
        store.transact(lambda unit: unit.accounts.add(an_account()))

        assert store.transact(lambda u: u.accounts.get("person-1")) == an_account()
        assert store.transact(lambda u: u.accounts.get("person-2")) is None
        assert store.transact(lambda u: u.accounts.by_email(OTHER_ADDRESS)) is None

    def test_changes_an_account(self, store: Store) -> None:
        """
        All of an account can change but its id; its former address is free again.
        """
        later = an_account(
            email=OTHER_ADDRESS,
            locale=Locale.EN,
            password_hash="plain:later",  # noqa: S106 (no password)
            password_set_at=START + timedelta(days=1),
            session=2,
            terms="2",
            terms_at=START + timedelta(days=2),
            confirmed_at=START + timedelta(days=3),
        )
        store.transact(lambda unit: unit.accounts.add(an_account()))

        saved = store.transact(lambda u: u.accounts.save(later, was=an_account()))

        assert saved is True
        assert store.transact(lambda u: u.accounts.get("person-1")) == later
        assert store.transact(lambda u: u.accounts.by_email(OTHER_ADDRESS)) == later
        store.transact(lambda unit: unit.accounts.add(an_account(id="person-2")))
        assert store.transact(
            lambda u: u.accounts.by_email(an_account().email)
        ) == an_account(id="person-2")

    @pytest.mark.parametrize(
        "was",
        [
            an_account(email=OTHER_ADDRESS),
            an_account(password_hash="plain:other"),  # noqa: S106 (no password)
        ],
        ids=["address", "password"],
    )
    def test_changes_no_account_that_has_changed(
        self, store: Store, was: Account
    ) -> None:
        """
        With another address or password than was read, an account stays as it is.
        """
        later = attrs.evolve(was, terms="2")
        store.transact(lambda unit: unit.accounts.add(an_account()))

        saved = store.transact(lambda u: u.accounts.save(later, was=was))

        assert saved is False
        assert store.transact(lambda u: u.accounts.get("person-1")) == an_account()
        assert store.transact(lambda u: u.accounts.by_email(OTHER_ADDRESS)) is None

    def test_changes_no_unknown_account(self, store: Store) -> None:
        """
        An account that is not there cannot be changed, and is not made.
        """
        saved = store.transact(
            lambda u: u.accounts.save(an_account(), was=an_account())
        )

        assert saved is False
        assert store.transact(lambda u: u.accounts.get("person-1")) is None
        assert store.transact(lambda u: u.accounts.by_email(an_account().email)) is None

    def test_takes_no_other_account_s_address(self, store: Store) -> None:
        """
        A change to an address that is another account's is refused; to its own is not.
        """
        other = an_account(id="person-2", email=OTHER_ADDRESS)
        store.transact(lambda unit: unit.accounts.add(an_account()))
        store.transact(lambda unit: unit.accounts.add(other))
        moved = an_account(email=OTHER_ADDRESS)
        stays = an_account(terms="2")

        with pytest.raises(AddressTakenError):
            store.transact(lambda u: u.accounts.save(moved, was=an_account()))

        assert store.transact(lambda u: u.accounts.save(stays, was=an_account()))
        assert store.transact(lambda u: u.accounts.by_email(OTHER_ADDRESS)) == other

    def test_opens_one_account_under_an_address(self, store: Store) -> None:
        """
        Of two who sign up at once with one address, one has an account.
        """

        def sign_up(account_id: str) -> Callable[[Store], None]:
            account = an_account(id=account_id)
            return lambda hooked: hooked.transact(lambda u: u.accounts.add(account))

        answers = cross_verbs(store, sign_up("person-1"), sign_up("person-2"))

        assert _kinds(answers) == ["AddressTakenError", "NoneType"]

    def test_changes_an_account_once(self, store: Store) -> None:
        """
        Of two that read one password and set another, one does.
        """
        store.transact(lambda unit: unit.accounts.add(an_account()))

        def work(unit: UnitOfWork, meet: Callable[[], None]) -> bool:
            unit.accounts.get("person-1")
            meet()
            later = an_account(password_hash="plain:later")  # noqa: S106 (no password)
            # What was read is of no account: the guarded write decides.
            return unit.accounts.save(later, was=an_account())

        assert sorted(cross(store, work)) == [False, True]

    def test_gives_one_account_an_address(self, store: Store) -> None:
        """
        Of two accounts that move to one address at once, one gets it.
        """
        first = an_account(email=EmailAddress("a@example.fr"))
        second = an_account(id="person-2", email=EmailAddress("b@example.fr"))
        store.transact(lambda unit: unit.accounts.add(first))
        store.transact(lambda unit: unit.accounts.add(second))

        def move(was: Account) -> Callable[[Store], bool]:
            later = attrs.evolve(was, email=OTHER_ADDRESS)
            return lambda hooked: hooked.transact(
                lambda u: u.accounts.save(later, was=was)
            )

        answers = cross_verbs(store, move(first), move(second))

        assert _kinds(answers) == ["AddressTakenError", "bool"]

    def test_keeps_links_of_accounts(self, store: Store) -> None:
        """
        A link of an account is found by its handle, and none by another.
        """
        link = an_account_link(locale=Locale.EN, renewed=True)
        store.transact(lambda unit: unit.accounts.add(an_account()))
        store.transact(lambda unit: unit.accounts.add_link(link))

        assert store.transact(lambda u: u.accounts.link(link.handle)) == link
        assert store.transact(lambda u: u.accounts.link("A" * 22)) is None

    def test_lists_an_account_s_pending_links(self, store: Store) -> None:
        """
        The pending links of an account are listed, oldest first, and no others.
        """
        later = an_account_link(
            id="account-link-0",
            handle="L" * 22,
            issued_at=START + timedelta(seconds=1),
        )
        ended = an_account_link(id="link-2", handle="E" * 22).step(
            LinkEvent.REVOKE, at=START
        )
        foreign = an_account_link(id="link-3", handle="F" * 22, subject="person-2")
        other = an_account(id="person-2", email=OTHER_ADDRESS)

        def work(unit: UnitOfWork) -> None:
            unit.accounts.add(an_account())
            unit.accounts.add(other)
            for link in (later, ended, foreign, an_account_link()):
                unit.accounts.add_link(link)

        store.transact(work)

        pending = store.transact(lambda u: u.accounts.pending_links("person-1"))
        assert list(pending) == [an_account_link(), later]
        assert list(store.transact(lambda u: u.accounts.pending_links("nobody"))) == []

    def test_ends_a_link_of_an_account_once(self, store: Store) -> None:
        """
        Of two that read a pending link of an account and use it, one does.
        """
        store.transact(lambda unit: unit.accounts.add(an_account()))
        store.transact(lambda unit: unit.accounts.add_link(an_account_link()))
        used = an_account_link().step(LinkEvent.ACCEPT, at=START, by="person-1")

        def work(unit: UnitOfWork, meet: Callable[[], None]) -> bool:
            unit.accounts.link(used.handle)
            meet()
            return unit.accounts.save_link(used)

        assert sorted(cross(store, work)) == [False, True]
        assert store.transact(lambda u: u.accounts.link(used.handle)) == used

    def test_ends_no_unknown_link_of_an_account(self, store: Store) -> None:
        """
        A link that is not there cannot be used, and is not made.
        """
        store.transact(lambda unit: unit.accounts.add(an_account()))
        used = an_account_link().step(LinkEvent.ACCEPT, at=START, by="person-1")

        assert store.transact(lambda u: u.accounts.save_link(used)) is False
        assert store.transact(lambda u: u.accounts.link(used.handle)) is None

    def test_keeps_throttles(self, store: Store) -> None:
        """
        A throttle is found by its key, one version higher each time it was written.
        """
        first = Throttle(key="a" * 32, failures=1, last_at=START)
        store.transact(lambda unit: unit.accounts.save_throttle(first))
        found = store.transact(lambda u: u.accounts.throttle("a" * 32))
        assert found == attrs.evolve(first, version=1)

        second = attrs.evolve(first, failures=2, last_at=START + timedelta(days=1))
        second = attrs.evolve(second, version=1)
        store.transact(lambda unit: unit.accounts.save_throttle(second))

        found = store.transact(lambda u: u.accounts.throttle("a" * 32))
        assert found == attrs.evolve(second, version=2)
        assert store.transact(lambda u: u.accounts.throttle("b" * 32)) is None

    @pytest.mark.parametrize("version", [0, 2])
    def test_saves_no_stale_throttle(self, store: Store, version: int) -> None:
        """
        A throttle of another version than is stored is never written.
        """
        kept = Throttle(key="a" * 32, failures=7, last_at=START)
        store.transact(lambda unit: unit.accounts.save_throttle(kept))
        stale = attrs.evolve(kept, failures=0, version=version)

        with pytest.raises(StoreConflictError):
            store.transact(lambda unit: unit.accounts.save_throttle(stale))

        found = store.transact(lambda u: u.accounts.throttle(kept.key))
        assert found == attrs.evolve(kept, version=1)

    @pytest.mark.parametrize("known", [False, True])
    def test_counts_every_attempt(self, store: Store, *, known: bool) -> None:
        """
        A36: of two attempts at once both are counted, of an unknown key too.
        """
        key = "a" * 32
        if known:
            kept = Throttle(key=key, last_at=START)
            store.transact(lambda unit: unit.accounts.save_throttle(kept))

        def work(unit: UnitOfWork, meet: Callable[[], None]) -> int:
            found = unit.accounts.throttle(key) or Throttle(key=key, last_at=START)
            meet()
            failures = found.failures + 1
            unit.accounts.save_throttle(attrs.evolve(found, failures=failures))
            return failures

        assert sorted(cross(store, work)) == [1, 2]

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

    def test_brings_copies_of_a_person_up_to_date(
        self, store: Store, school: Uai
    ) -> None:
        """
        A membership's copy of its person can change, whatever state it is in.
        """
        member = an_administrator().step(MembershipEvent.SUSPEND, at=START)
        store.transact(lambda unit: unit.team.add(member))
        person = a_person(
            name=PersonName(first="Zoe", last="Petit"),
            email=OTHER_ADDRESS,
            locale=Locale.EN,
        )
        changed = attrs.evolve(member, person=person)

        saved = store.transact(lambda u: u.team.save(changed, was=member.state))

        assert saved is True
        assert list(store.transact(lambda u: u.team.of_school(school))) == [changed]
        assert list(store.transact(lambda u: u.team.of_person("person-1"))) == [changed]

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
        assert (
            store.transact(lambda unit: unit.outbox.save(sent, was=MailState.SENDING))
            is False
        )
        sent = alive.step(MailEvent.DELIVER)
        assert (
            store.transact(lambda unit: unit.outbox.save(sent, was=MailState.SENDING))
            is True
        )
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
        store.transact(lambda unit: unit.outbox.save(deferred, was=MailState.SENDING))

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

    def test_finds_a_mail(self, store: Store, school: Uai) -> None:
        """
        A mail is found under its school, or an account's under none, and nowhere else.
        """
        own = a_mail(uai=None, link="B" * 22)
        store.transact(lambda unit: unit.outbox.add([a_mail(), own]))

        def get(uai: Uai | None, mail_id: str = "mail-1") -> Mail | None:
            return store.transact(lambda u: u.outbox.get(uai, mail_id))

        assert get(school) == a_mail()
        assert get(None) == own
        assert get(OTHER_UAI) is None
        assert get(school, "mail-2") is None
        assert get(None, "mail-2") is None

    def test_keeps_mails_of_accounts(self, store: Store, school: Uai) -> None:
        """
        Mails of accounts and of schools are claimed alike; each has a row of its own.
        """
        first = a_mail(id="mail-1", uai=None, due_at=START - timedelta(days=1))
        third = a_mail(id="mail-3", uai=None, due_at=START + timedelta(seconds=1))
        store.transact(lambda unit: unit.outbox.add([third, a_mail(), first]))

        (claimed,) = _claim(store, limit=1)
        sent = claimed.step(MailEvent.DELIVER)
        saved = store.transact(lambda u: u.outbox.save(sent, was=MailState.SENDING))

        assert (claimed.uai, claimed.id, claimed.attempts) == (None, "mail-1", 1)
        assert saved is True
        assert store.transact(lambda u: u.outbox.get(None, "mail-1")) == sent
        assert list(store.transact(lambda u: u.outbox.of_school(school))) == [a_mail()]
        rest = _claim(store, minutes=1)
        assert [(mail.uai, mail.id) for mail in rest] == [
            (school, "mail-1"),
            (None, "mail-3"),
        ]
        again = store.transact(lambda u: u.outbox.save(sent, was=MailState.SENDING))
        assert again is False

    def test_changes_a_mail_once(self, store: Store, school: Uai) -> None:
        """
        Of two that read a mail that was sent and note that it came back, one does.
        """
        store.transact(
            lambda unit: unit.outbox.add([a_mail(state=MailState.SENT, message=None)])
        )

        def work(unit: UnitOfWork, meet: Callable[[], None]) -> bool:
            unit.outbox.get(school, "mail-1")
            meet()
            # What was read is of no account: the guarded write decides.
            bounced = a_mail(state=MailState.SENT).bounced(BounceKind.HARD)
            return unit.outbox.save(bounced, was=MailState.SENT)

        assert sorted(cross(store, work)) == [False, True]

    @pytest.mark.parametrize("uai", [UAI, None])
    def test_changes_no_other_mail(
        self, store: Store, school: Uai, uai: Uai | None
    ) -> None:
        """
        A mail that is in another state, at another attempt or not there is not written.
        """
        mail = a_mail(uai=uai, state=MailState.UNKNOWN, attempts=2)
        store.transact(lambda unit: unit.outbox.add([mail]))

        def save(mail: Mail, *, was: MailState) -> bool:
            return store.transact(lambda unit: unit.outbox.save(mail, was=was))

        bounced = mail.bounced(BounceKind.SOFT)
        assert save(bounced, was=MailState.SENT) is False
        assert save(attrs.evolve(bounced, attempts=1), was=mail.state) is False
        assert save(attrs.evolve(bounced, id="mail-2"), was=mail.state) is False
        assert store.transact(lambda u: u.outbox.get(uai, "mail-1")) == mail
        assert save(bounced, was=mail.state) is True
        assert store.transact(lambda u: u.outbox.get(uai, "mail-1")) == bounced

    def test_counts_mails(self, store: Store, school: Uai) -> None:
        """
        Mails are counted by state, in all schools and of all accounts.
        """
        assert store.transact(lambda u: u.outbox.status()) == OutboxStatus()

        later = START + timedelta(hours=1)
        mails = [
            a_mail(id=f"{place}-{state.value}", uai=uai, state=state, due_at=due_at)
            for place, uai, due_at in [("school", school, later), ("own", None, START)]
            for state in MailState
        ]
        store.transact(lambda unit: unit.outbox.add(mails))
        store.transact(lambda unit: unit.outbox.add([a_mail(due_at=later)]))

        assert store.transact(
            lambda u: u.outbox.status(), read_only=True
        ) == OutboxStatus(
            queued=3,
            sending=2,
            sent=2,
            unknown=2,
            soft_bounced=2,
            hard_bounced=2,
            dead=2,
            oldest_due_at=START,
        )

    def test_counts_no_waiting_of_what_is_over(self, store: Store, school: Uai) -> None:
        """
        Only what waits for an attempt is due.
        """
        mails = [
            a_mail(id=state.value, state=state)
            for state in MailState
            if state not in {MailState.QUEUED, MailState.UNKNOWN}
        ]
        later = a_mail(state=MailState.UNKNOWN, due_at=START + timedelta(hours=1))
        store.transact(lambda unit: unit.outbox.add(mails))
        before = store.transact(lambda u: u.outbox.status())
        store.transact(lambda unit: unit.outbox.add([later]))

        after = store.transact(lambda u: u.outbox.status())

        assert before.oldest_due_at is None
        assert after.oldest_due_at == later.due_at

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

    def test_keeps_notes(self, store: Store) -> None:
        """
        What happened in no school comes latest first, page by page.
        """
        notes = [_note(number) for number in range(5)]

        def work(unit: UnitOfWork) -> None:
            for note in (*notes[3:], *notes[:3]):
                unit.audit.note(note)

        store.transact(work)

        first = store.transact(lambda u: u.audit.notes(before=None, limit=3))
        last = first[-1].id
        second = store.transact(lambda u: u.audit.notes(before=last, limit=3))

        assert [*first, *second] == notes[::-1]
        assert (len(first), len(second)) == (3, 2)


def _find(store: Store) -> object:
    found = store.transact(lambda unit: unit.schools.find(UAI), read_only=True)
    return found and found.establishment


def _pending(store: Store, *, sent_to: str = "ce.0750655e@ac-paris.fr") -> object:
    mailbox = EmailAddress.parse(sent_to)
    return store.transact(
        lambda u: u.links.pending(UAI, purpose=LinkPurpose.JOIN, sent_to=mailbox)
    )


def _kinds(answers: Iterable[object]) -> list[str]:
    return sorted(type(answer).__name__ for answer in answers)


def _claim(store: Store, *, limit: int = 9, minutes: int = 0) -> list[Mail]:
    now = START + timedelta(minutes=minutes)
    until = now + timedelta(minutes=5)
    return list(
        store.transact(lambda u: u.outbox.claim(now=now, until=until, limit=limit))
    )


def _note(number: int) -> AuditNote:
    return AuditNote(
        id=f"note-{number}",
        at=START + timedelta(seconds=number),
        code="DIRECTORY_IMPORTED",
        actor="anonymous",
        details=(("added", "2"), ("closed", f"{number}")),
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
