"""
The directory: put by hand, previewed, imported.
"""

from concurrent.futures import ThreadPoolExecutor

import attrs
import pytest

from pixorga import EmailAddress, LinkState
from pixorga.domain.activation import ActivationOutcome
from pixorga.domain.directory import (
    DirectoryReport,
    Listing,
    Rejection,
    RowProblem,
)
from pixorga.domain.establishment import MailboxState
from pixorga.domain.events import DirectoryImported
from pixorga.domain.identifiers import Uai, uai_key
from pixorga.errors import (
    ClosingUnconfirmedError,
    DirectoryChangedError,
    DirectoryFileError,
    DirectoryFileProblem,
    LinkRevokedError,
)
from pixorga.services import directory
from pixorga.services.directory import DirectoryService
from pixorga.testing.builders import a_person, a_school
from pixorga.testing.hooks import HookedStore, InjectedError, fail_at
from pixorga.testing.interleaving import cross_verbs

CLAIRE = a_person(id="claire")
OTHER_BOX = EmailAddress("direction@sainte-ondine.example")
MOVED = a_school(mailbox=OTHER_BOX, mailbox_state=MailboxState.TO_CONFIRM)


def school(number, **fields):
    """
    One of many schools.
    """
    digits = f"014{number:04}"
    return a_school(uai=Uai(f"{digits}{uai_key(digits)}"), **fields)


SCHOOLS = [school(number) for number in range(5)]


def file(*rows):
    """
    A file of schools, and of whatever else a source gives.
    """
    return [
        row if isinstance(row, Rejection) else Listing(line=line, school=row)
        for line, row in enumerate(rows, start=2)
    ]


@pytest.fixture
def pages(monkeypatch):
    """
    Pages of two schools, so that a few are many.
    """
    monkeypatch.setattr(directory, "PAGE", 2)


@pytest.fixture
def service(world):
    """
    The directory's service.
    """
    return world.orga.directory


def listed(store):
    """
    Our directory.
    """
    return list(store.transact(lambda u: u.schools.listed(after=None, limit=99)))


def link_states(world, uai="0750655E"):
    """
    The states of a school's invitations, oldest first.
    """
    summaries = world.orga.invitations.list(by=world.operator, uai=uai)
    return [summary.state for summary in summaries]


def put(world, *schools):
    """
    Put schools by hand.
    """
    world.orga.directory.put(schools, by=world.operator)


def imported(world, *schools):
    """
    Import a file with some schools.
    """
    preview = world.orga.directory.preview(file(*schools), by=world.operator)
    world.orga.directory.apply(preview, by=world.operator)


WAYS = pytest.mark.parametrize("way", [put, imported])


@pytest.mark.usefixtures("pages")
class TestPreview:
    def test_tells(self, world, service):
        """
        A preview tells what would change; nothing is written of it.
        """
        world.add(*SCHOOLS[:3])
        renamed = attrs.evolve(SCHOOLS[0], name="Collège du Bourg")
        bad = Rejection(line=9, uai=None, problem=RowProblem.CELLS)

        preview = service.preview(
            file(renamed, SCHOOLS[1], SCHOOLS[4], bad, world.school),
            by=world.operator,
        )

        assert preview.added == (SCHOOLS[4],)
        assert [change.after for change in preview.changed] == [renamed]
        assert [change.before for change in preview.closing] == [SCHOOLS[2]]
        assert preview.rejected == (bad,)
        assert (preview.listed, preview.unchanged, preview.open) == (4, 2, 4)

    def test_writes_nothing(self, world, store, service, events):
        """
        Nothing is written, and nobody is told.
        """
        before = listed(store)

        service.preview(file(*SCHOOLS), by=world.operator)

        assert listed(store) == before
        assert events == []

    def test_progress(self, world, service):
        """
        Now and then it is told how many rows were read.
        """
        told = []

        service.preview(file(*SCHOOLS), by=world.operator, on_progress=told.append)

        assert told == [2, 4]

    def test_unusable(self, world, store, service):
        """
        What is wrong with the file comes out as it is, after however many rows.
        """

        def source():
            yield from file(*SCHOOLS)
            raise DirectoryFileError(problem=DirectoryFileProblem.TRUNCATED)

        before = listed(store)

        with pytest.raises(DirectoryFileError):
            service.preview(source(), by=world.operator)

        assert listed(store) == before


@pytest.mark.usefixtures("pages")
class TestApply:
    def test_first(self, world, store, service, events, clock):
        """
        A first import adds all schools, and is noted.
        """
        bad = Rejection(line=9, uai=None, problem=RowProblem.NAME_BLANK)
        preview = service.preview(file(world.school, *SCHOOLS, bad), by=world.operator)

        report = service.apply(preview, by=world.operator)

        assert report == DirectoryReport(
            added=5, changed=0, closed=0, kept_closed=0, mailboxes=0, rejected=1
        )
        assert listed(store) == [*SCHOOLS, world.school]
        actor = world.orga._parts.ledger.actor(world.operator)
        assert events == [
            DirectoryImported(
                at=clock.now(), actor=actor, added=5, changed=0, closed=0, rejected=1
            )
        ]
        (note,) = store.transact(lambda unit: unit.audit.notes(before=None, limit=9))
        assert (note.code, note.actor) == ("DIRECTORY_IMPORTED", actor)

    def test_all_kinds_of_change(self, world, store, service):
        """
        What changes is changed; what the file does not list stays, closed.
        """
        world.add(*SCHOOLS[:3])
        rows = [
            attrs.evolve(SCHOOLS[0], mailbox=None, mailbox_state=MailboxState.MISSING),
            attrs.evolve(SCHOOLS[1], name="Ancien collège", closed=True),
            SCHOOLS[3],
        ]
        preview = service.preview(file(*rows, world.school), by=world.operator)

        report = service.apply(preview, by=world.operator, confirm_closing=2)

        closed = attrs.evolve(SCHOOLS[2], closed=True)
        assert listed(store) == [*rows[:2], closed, rows[2], world.school]
        assert report == DirectoryReport(
            added=1, changed=1, closed=2, kept_closed=0, mailboxes=1, rejected=0
        )

    def test_again(self, world, store, service):
        """
        The same file a second time finds nothing to do, and does nothing.
        """
        rows = file(*SCHOOLS, world.school)
        service.apply(service.preview(rows, by=world.operator), by=world.operator)

        again = service.preview(rows, by=world.operator)
        report = service.apply(again, by=world.operator)

        assert again.added == again.changed == again.closing == ()
        assert report == DirectoryReport(
            added=0, changed=0, closed=0, kept_closed=0, mailboxes=0, rejected=0
        )
        assert listed(store) == [*SCHOOLS, world.school]

    def test_comes_back(self, world, store, service):
        """
        A school that was closed and is listed again is open again.
        """
        world.add(attrs.evolve(SCHOOLS[0], closed=True))

        preview = service.preview(file(world.school, SCHOOLS[0]), by=world.operator)
        service.apply(preview, by=world.operator)

        assert listed(store) == [SCHOOLS[0], world.school]

    def test_progress(self, world, service):
        """
        Now and then it is told how many schools were written.
        """
        told = []
        preview = service.preview(file(*SCHOOLS, world.school), by=world.operator)

        service.apply(preview, by=world.operator, on_progress=told.append)

        assert told == [2, 4]

    @pytest.mark.parametrize("change", [SCHOOLS[0], a_school(name="Autre")])
    def test_changed_since(self, world, store, service, change):
        """
        A preview of what is no longer so is refused, and nothing is written.
        """
        preview = service.preview(file(world.school, SCHOOLS[4]), by=world.operator)
        world.add(change)
        before = listed(store)

        with pytest.raises(DirectoryChangedError):
            service.apply(preview, by=world.operator)

        assert listed(store) == before

    def test_applied_twice(self, world, service):
        """
        A preview is applied once: the directory is no longer what it was.
        """
        preview = service.preview(file(world.school, SCHOOLS[4]), by=world.operator)
        service.apply(preview, by=world.operator)

        with pytest.raises(DirectoryChangedError):
            service.apply(preview, by=world.operator)

    def test_all_or_nothing(self, world, store, service, events):
        """
        Whichever write fails, nothing of the import is kept.
        """
        world.ask()
        rows = file(MOVED, *SCHOOLS)
        preview = service.preview(rows, by=world.operator)
        before = listed(store), link_states(world)

        def apply(before_call):
            hooked = HookedStore(store, before=before_call)
            parts = attrs.evolve(world.orga._parts, store=hooked)
            DirectoryService(parts).apply(preview, by=world.operator)

        for number in range(1, 100):
            try:
                apply(fail_at(number))
            except InjectedError:
                assert (listed(store), link_states(world)) == before
            else:
                break

        assert number > len(SCHOOLS)
        assert link_states(world) == [LinkState.REVOKED]
        assert listed(store) == [*SCHOOLS, MOVED]


class TestClosing:
    @pytest.fixture
    def many(self, world):
        """
        A directory of a hundred schools.
        """
        schools = [world.school, *(school(number) for number in range(99))]
        world.add(*schools)
        return schools

    def test_few(self, world, service, many):
        """
        Two in a hundred are closed without being asked about.
        """
        preview = service.preview(file(*many[:98]), by=world.operator)

        assert service.apply(preview, by=world.operator).closed == 2

    @pytest.mark.parametrize("confirmed", [None, 2, 4])
    def test_many(self, world, store, service, many, confirmed):
        """
        More have to be confirmed, by their very number.
        """
        preview = service.preview(file(*many[:97]), by=world.operator)
        before = listed(store)

        with pytest.raises(ClosingUnconfirmedError) as refusal:
            service.apply(preview, by=world.operator, confirm_closing=confirmed)

        assert (refusal.value.closing, refusal.value.listed) == (3, 100)
        assert listed(store) == before
        assert service.apply(preview, by=world.operator, confirm_closing=3).closed == 3

    def test_wrong_number(self, world, service, many):
        """
        A number that is given is right, also where none is needed.
        """
        preview = service.preview(file(*many[:98]), by=world.operator)

        with pytest.raises(ClosingUnconfirmedError):
            service.apply(preview, by=world.operator, confirm_closing=1)


class TestClosedByOperator:
    @pytest.fixture
    def act(self, world):
        """
        Who acts, and why.
        """
        return {"by": world.operator, "reason": "school merged"}

    def test_stays_closed(self, world, service, act):
        """
        A school that an operator closed stays closed, and the import says so.
        """
        uai = world.school.uai
        world.orga.support.close(uai, **act)
        rows = file(world.school, *SCHOOLS)

        preview = service.preview(rows, by=world.operator)
        report = service.apply(preview, by=world.operator)

        assert preview.kept_closed == (uai,)
        assert (report.kept_closed, report.changed) == (1, 0)
        assert world.orga.support.school(uai, by=world.operator).closed
        assert world.ask().outcome is ActivationOutcome.ARCHIVED

    def test_until_an_operator_reopens(self, world, service, act):
        """
        An operator opens it again, and the next import has nothing to say.
        """
        world.orga.support.close(world.school.uai, **act)
        world.orga.support.reopen(world.school.uai, **act)

        preview = service.preview(file(world.school), by=world.operator)

        assert preview.kept_closed == ()
        assert world.ask().outcome is ActivationOutcome.SENT

    @pytest.mark.usefixtures("pages")
    def test_many(self, world, service, act):
        """
        All of them are told that the file lists as open, and no others.
        """
        world.add(*SCHOOLS)
        for school in SCHOOLS:
            world.orga.support.close(school.uai, **act)
        rows = [*SCHOOLS[:3], attrs.evolve(SCHOOLS[3], closed=True), world.school]

        preview = service.preview(file(*rows), by=world.operator)

        assert preview.kept_closed == tuple(school.uai for school in SCHOOLS[:3])

    def test_closed_since(self, world, service, act):
        """
        One that was closed after the preview was not told: preview again.
        """
        preview = service.preview(file(world.school), by=world.operator)
        world.orga.support.close(world.school.uai, **act)

        with pytest.raises(DirectoryChangedError):
            service.apply(preview, by=world.operator)


class TestClosingLinks:
    @pytest.fixture(params=["put", "import"])
    def close(self, request, world, service):
        """
        Close the school, by hand or by a file that does not list it.
        """

        def close():
            if request.param == "put":
                world.add(attrs.evolve(world.school, closed=True))
                return
            preview = service.preview(file(*SCHOOLS), by=world.operator)
            service.apply(preview, by=world.operator, confirm_closing=1)

        return close

    def test_invitations_end(self, world, store, close):
        """
        A29: a school that closes has its invitations withdrawn, hand-overs too.
        """
        claire = world.join(CLAIRE)
        world.orga.team.hand_over(to="jean@example.fr", by=claire)
        token = world.token()
        world.ask()

        close()

        assert link_states(world) == [
            LinkState.ACCEPTED,
            LinkState.REVOKED,
            LinkState.REVOKED,
        ]
        chain = store.transact(lambda unit: unit.audit.of_school(world.school.uai))
        assert [event.code for event in chain][-2:] == ["INVITATION_REVOKED"] * 2
        with pytest.raises(LinkRevokedError):
            world.orga.invitations.redeem(token, by=a_person(id="jean"))

    def test_stay_ended(self, world, close):
        """
        A29: opened again by the directory, it has none of its former links.
        """
        token = world.link()

        close()
        world.add(world.school)

        with pytest.raises(LinkRevokedError):
            world.orga.invitations.redeem(token, by=CLAIRE)

    def test_contest_stays(self, world, close):
        """
        Whoever was let in can still act there, and be contested.
        """
        world.join(CLAIRE)
        token = world.token("contester")

        close()

        assert not world.orga.contests.contest(
            token, last_name=CLAIRE.name.last
        ).is_active

    def test_without_space(self, world, store, close):
        """
        A school that was never asked for has no space, and gets none.
        """
        close()

        found = store.transact(lambda unit: unit.schools.find(world.school.uai))
        assert found.establishment.closed
        assert found.space is None


class TestMailboxes:
    @WAYS
    def test_revokes(self, world, way):
        """
        A changed mailbox withdraws the pending links to the former one.
        """
        token = world.link()

        way(world, MOVED)

        assert link_states(world) == [LinkState.REVOKED]
        with pytest.raises(LinkRevokedError):
            world.orga.invitations.redeem(token, by=CLAIRE)

    @WAYS
    @pytest.mark.parametrize(
        "fields",
        [
            {"mailbox": None, "mailbox_state": MailboxState.MISSING},
            {"mailbox_state": MailboxState.TO_CONFIRM},
        ],
    )
    def test_no_longer_usable(self, world, way, fields):
        """
        So does a mailbox that is gone, or that is to be confirmed by now.
        """
        world.ask()

        way(world, a_school(**fields))

        assert link_states(world) == [LinkState.REVOKED]

    @WAYS
    def test_unchanged(self, world, way):
        """
        Whatever else changes of a school, its links stay.
        """
        world.ask()

        way(world, a_school(name="Autre", city="Lille"))

        assert link_states(world) == [LinkState.PENDING]

    @WAYS
    def test_others_stay(self, world, store, way):
        """
        Another school's links stay; its space is not written.
        """
        other = a_school(uai=Uai.parse("0752387M"))
        world.add(other)
        world.ask(uai="0752387M")
        world.ask()
        before = store.transact(lambda unit: unit.schools.find(other.uai))

        way(world, MOVED, other)

        assert link_states(world) == [LinkState.REVOKED]
        assert link_states(world, "0752387M") == [LinkState.PENDING]
        assert store.transact(lambda unit: unit.schools.find(other.uai)) == before

    @WAYS
    def test_without_space(self, world, store, way):
        """
        A school that was never asked for has no space, and gets none.
        """
        way(world, MOVED)

        found = store.transact(lambda unit: unit.schools.find(world.school.uai))
        assert found.establishment == MOVED
        assert found.space is None

    def test_spaces_stay(self, world, store, service):
        """
        Where no link ends an import writes no space, also of a school it closes.
        """
        world.join(CLAIRE)
        before = store.transact(lambda unit: unit.schools.find(world.school.uai))

        preview = service.preview(file(*SCHOOLS), by=world.operator)
        service.apply(preview, by=world.operator, confirm_closing=1)

        after = store.transact(lambda unit: unit.schools.find(world.school.uai))
        assert after.establishment.closed
        assert after.space == before.space

    def test_last_row_counts(self, world, store):
        """
        Of two rows of one school, put together, the last one counts.
        """
        world.ask()

        world.add(MOVED, a_school(name="Autre"))

        assert link_states(world) == [LinkState.PENDING]
        assert listed(store) == [a_school(name="Autre")]

    @pytest.mark.parametrize("store", ["memory"], indirect=True)
    def test_asked_for_meanwhile(self, world, store):
        """
        A link that goes out between reading and writing is withdrawn as well.
        """
        asked = []

        def before(name):
            if name == "schools.put" and not asked:
                asked.append(name)
                # Elsewhere: a thread has one transaction at a time.
                with ThreadPoolExecutor() as thread:
                    thread.submit(world.ask).result()

        parts = attrs.evolve(world.orga._parts, store=HookedStore(store, before=before))
        DirectoryService(parts).put([MOVED], by=world.operator)

        assert asked
        assert link_states(world) == [LinkState.REVOKED]

    def test_at_once_with_redeeming(self, world, store):
        """
        A link is used before its mailbox changes, or withdrawn by it; never both.
        """
        token = world.link()
        preview = world.orga.directory.preview(file(MOVED), by=world.operator)

        def on(other):
            copy = object.__new__(type(world.orga))
            copy._wire(attrs.evolve(world.orga._parts, store=other))
            return copy

        redeemed, _ = cross_verbs(
            store,
            lambda s: on(s).invitations.redeem(token, by=CLAIRE),
            lambda s: on(s).directory.apply(preview, by=world.operator),
        )

        revoked = isinstance(redeemed, LinkRevokedError)
        states = [LinkState.REVOKED if revoked else LinkState.ACCEPTED]
        assert link_states(world) == states
        assert listed(store) == [MOVED]
