"""
What does not agree is found, and nothing else is.
"""

import sqlite3
from contextlib import closing
from datetime import timedelta

import attrs
import pytest

from pixorga import MemoryStore, SqlStore
from pixorga.domain.audit import AuditEvent
from pixorga.domain.events import InvitationAccepted
from pixorga.domain.identifiers import Uai
from pixorga.domain.invitation import InvitationReason
from pixorga.domain.link import Link, LinkPurpose, LinkState
from pixorga.domain.outbox import Content, MailState
from pixorga.domain.people import EmailAddress
from pixorga.domain.space import SpaceState
from pixorga.domain.team import Capacity, MembershipState, Role
from pixorga.errors import NotFoundError, StoreError
from pixorga.services import integrity
from pixorga.services.integrity import Problem, ProblemCode, check, verify_audit
from pixorga.testing.builders import (
    a_mail,
    a_person,
    a_school,
    a_space,
    an_administrator,
    an_invitation,
)
from pixorga.testing.fakes import START

UAI = Uai.parse("0750655E")
OTHER = Uai.parse("0752387M")
CLAIRE = a_person(id="claire")
JEAN = a_person(id="jean")


@pytest.fixture
def journey(world, clock):
    """
    A school that has lived: two administrators, a contest, a hand-over, a renewal.
    """
    claire = world.orga.invitations.redeem(world.link(), by=CLAIRE)
    clock.advance(days=1)
    world.orga.team.hand_over(to="jean@example.fr", by=claire)
    jean = world.orga.invitations.redeem(world.token(), by=JEAN)
    world.link()
    clock.advance(days=5)
    world.orga.invitations.redeem(world.link(), by=CLAIRE)
    world.orga.team.remove(jean.id, by=claire)
    world.link()
    clock.advance(days=8)
    world.ask()
    world.orga.team.hand_over(to="lea@example.fr", by=claire)
    return claire


def change(store, work):
    """
    Plant something through the store's own repositories.
    """
    return store.transact(work)


def space_of(unit):
    """
    The school's space.
    """
    return unit.schools.find(UAI).space


def chain_of(store):
    """
    The school's chain.
    """
    return store.transact(lambda unit: unit.audit.of_school(UAI), read_only=True)


def record(unit, **fields):
    """
    Chain one more acceptance, with a head that goes with it.
    """
    space = space_of(unit)
    event = AuditEvent.after(
        space.head,
        InvitationAccepted(
            uai=UAI,
            actor="x",
            role=Role.ADMINISTRATOR,
            capacity=Capacity.DIRECTION,
            **fields,
        ),
    )
    unit.audit.append([event])
    unit.schools.save(attrs.evolve(space, head=event.head))


def accepted(store):
    """
    The first acceptance that the chain tells of.
    """
    event = next(one for one in chain_of(store) if one.code == "INVITATION_ACCEPTED")
    return dict(event.details), event.at


def a_contest(**fields):
    """
    A link to contest an administrator.
    """
    defaults = {
        "id": "contest-1",
        "uai": UAI,
        "handle": "C" * 22,
        "key_id": "0" * 16,
        "purpose": LinkPurpose.CONTEST,
        "subject": "membership-1",
        "sent_to": EmailAddress.parse("ce.0750655e@ac-paris.fr"),
        "issued_at": START,
        "expires_at": START + timedelta(days=7),
    }
    return Link(**defaults | fields)


class TestHealthy:
    @pytest.mark.usefixtures("journey")
    def test_journey(self, world, store):
        """
        A school in which all went its way has no problem, its mails sent or not.
        """
        before = list(check(store))
        world.orga.outbox.deliver()

        assert before == list(check(store)) == list(verify_audit(store)) == []

    def test_contested(self, world, store):
        """
        Nor has one that was contested and has lost its only administrator.
        """
        world.orga.invitations.redeem(world.link(), by=CLAIRE)
        world.orga.outbox.deliver()
        text = world.mailer.mails[-1].get_body(("plain",)).get_content()
        token = text.split("/contester/")[1].split()[0]
        world.orga.contests.contest(token, last_name=CLAIRE.name.last)

        assert list(check(store)) == []

    @pytest.mark.usefixtures("journey")
    @pytest.mark.parametrize("kind", ["soft", "hard"])
    def test_bounced(self, world, store, kind):
        """
        Nor has one whose mails came back.
        """
        world.orga.outbox.deliver()
        for mail in world.mailer.mails:
            world.orga.outbox.record_bounce(mail["Message-ID"], kind=kind)

        assert list(check(store)) == []

    @pytest.mark.usefixtures("journey")
    @pytest.mark.parametrize(
        "verbs",
        [
            ["orphan"],
            ["archive"],
            ["close"],
            ["orphan", "archive", "reopen"],
            ["close", "reopen"],
        ],
    )
    def test_ended(self, world, store, verbs):
        """
        Nor has one that the support team has emptied, archived or opened again.
        """
        for verb in verbs:
            act = getattr(world.orga.support, verb)
            act(UAI, by=world.operator, reason="mistake")

        assert list(check(store)) == []
        world.orga.outbox.deliver()
        assert list(check(store)) == []

    def test_never_asked_for(self, world, store):
        """
        Nor has one whose space was made by the support team.
        """
        world.orga.support.archive(UAI, by=world.operator, reason="mistake")

        assert list(check(store)) == list(verify_audit(store)) == []

    def test_empty(self, store):
        """
        Where there is nothing, nothing is wrong.
        """
        assert list(check(store)) == []

    def test_every_school(self, world, store, monkeypatch):
        """
        All schools are looked through, however many pages they fill.
        """
        monkeypatch.setattr(integrity, "PAGE", 1)
        world.add(a_school(uai=OTHER))
        for uai in ("0750655E", "0752387M"):
            world.ask(uai=uai)
        told = {check: [], verify_audit: []}

        for look, schools in told.items():
            assert list(look(store, on_school=schools.append)) == []

        assert set(map(tuple, told.values())) == {(UAI, OTHER)}


FAULTS = {
    ProblemCode.ACCEPTANCE_MISMATCHED: lambda unit, invitation, membership, at: (
        unit.links.add(
            an_invitation(
                id="planted",
                handle="P" * 22,
                state=LinkState.ACCEPTED,
                ended_by="somebody else",
            )
        ),
        record(unit, invitation="planted", membership=membership, at=at),
    ),
    ProblemCode.ACCEPTANCE_REPEATED: lambda unit, invitation, membership, at: record(
        unit, invitation=invitation, membership=membership, at=at
    ),
    ProblemCode.ACCEPTANCE_UNFOUNDED: lambda unit, invitation, membership, at: record(
        unit, invitation="planted", membership=membership, at=at
    ),
    ProblemCode.ACCEPTANCE_UNRECORDED: lambda unit, *_: unit.links.add(
        an_invitation(id="planted", handle="P" * 22, state=LinkState.ACCEPTED)
    ),
    ProblemCode.HEAD_MISMATCHED: lambda unit, *_: unit.schools.save(
        attrs.evolve(
            space_of(unit),
            head=attrs.evolve(
                space_of(unit).head, length=space_of(unit).head.length + 1
            ),
        )
    ),
    ProblemCode.MAIL_BODY_KEPT: lambda unit, *_: unit.outbox.add(
        [
            a_mail(
                id="planted",
                state=MailState.DEAD,
                message=None,
                content=Content(subject="s", text="t", html="h"),
            )
        ]
    ),
    ProblemCode.MAIL_LINK_MISSING: lambda unit, *_: unit.outbox.add(
        [a_mail(id="planted", link="P" * 22)]
    ),
    ProblemCode.MEMBERSHIP_MISSING: lambda unit, *_: (
        unit.links.add(a_contest(subject="planted")),
        unit.outbox.add([a_mail(link="C" * 22)]),
    ),
    ProblemCode.MEMBERSHIP_UNFOUNDED: lambda unit, *_: unit.team.add(
        an_administrator(id="planted", state=MembershipState.REMOVED)
    ),
    ProblemCode.NOTICE_MISSING: lambda unit, invitation, membership, at: unit.links.add(
        a_contest(id="planted", subject=membership)
    ),
    ProblemCode.REQUEST_MISSING: lambda unit, *_: unit.links.add(
        an_invitation(
            handle="P" * 22,
            subject="planted",
            sent_to=EmailAddress.parse("autre@ac-paris.fr"),
        )
    ),
    ProblemCode.SPACE_INHABITED: lambda unit, *_: unit.schools.save(
        attrs.evolve(space_of(unit), state=SpaceState.ORPHANED)
    ),
}
"""One fault each, in a school whose only other problem would be a test's own."""


class TestFaults:
    @pytest.mark.usefixtures("journey")
    @pytest.mark.parametrize("code", FAULTS)
    def test_one_fault(self, store, code):
        """
        One fault is one problem, which says in which school and at which row.
        """
        details, at = accepted(store)

        change(
            store,
            lambda unit: FAULTS[code](
                unit, details["invitation"], details["membership"], at
            ),
        )

        rows = {
            ProblemCode.ACCEPTANCE_REPEATED: details["invitation"],
            ProblemCode.HEAD_MISMATCHED: str(len(chain_of(store))),
            ProblemCode.SPACE_INHABITED: str(UAI),
        }
        expected = Problem(code=code, uai=UAI, row=rows.get(code, "planted"))
        assert list(check(store)) == [expected]

    @pytest.mark.usefixtures("journey")
    @pytest.mark.parametrize(
        "state",
        [
            MailState.SENT,
            MailState.SOFT_BOUNCED,
            MailState.HARD_BOUNCED,
            MailState.DEAD,
        ],
    )
    def test_rendered_mail_kept(self, store, state):
        """
        A mail that is over, however it ended, keeps no message either.
        """
        mail = a_mail(id="planted", state=state)
        change(store, lambda unit: unit.outbox.add([mail]))

        assert [one.code for one in check(store)] == [ProblemCode.MAIL_BODY_KEPT]

    @pytest.mark.usefixtures("journey")
    def test_nobody_accepted(self, store):
        """
        An acceptance that names a membership that is not there gave nothing.
        """
        _, at = accepted(store)

        def work(unit):
            unit.links.add(
                an_invitation(
                    id="used",
                    handle="P" * 22,
                    state=LinkState.ACCEPTED,
                    reason=InvitationReason.HAND_OVER,
                )
            )
            record(unit, invitation="used", membership="planted", at=at)

        change(store, work)

        (problem,) = check(store)
        assert problem == Problem(
            code=ProblemCode.MEMBERSHIP_MISSING, uai=UAI, row="planted"
        )

    @pytest.mark.usefixtures("journey")
    def test_nobody_handed_over(self, store):
        """
        A pending hand-over of somebody who is not there has nobody behind it.
        """
        invitation = an_invitation(
            handle="P" * 22,
            subject="planted",
            reason=InvitationReason.HAND_OVER,
            sent_to=EmailAddress.parse("autre@example.fr"),
        )
        change(store, lambda unit: unit.links.add(invitation))

        (problem,) = check(store)
        assert problem.code is ProblemCode.MEMBERSHIP_MISSING

    @pytest.mark.usefixtures("journey")
    def test_nobody_was_told(self, store):
        """
        An acceptance at another instant than any link to contest told nobody.
        """
        details, at = accepted(store)

        def work(unit):
            unit.links.add(
                an_invitation(
                    id="planted",
                    handle="P" * 22,
                    state=LinkState.ACCEPTED,
                    ended_by="claire",
                )
            )
            record(
                unit,
                invitation="planted",
                membership=details["membership"],
                at=at + timedelta(seconds=1),
            )

        change(store, work)

        assert list(check(store)) == [
            Problem(code=ProblemCode.NOTICE_MISSING, uai=UAI, row="planted")
        ]

    @pytest.mark.usefixtures("journey")
    def test_erased_request(self, store):
        """
        A request may be erased once its invitation has ended.
        """
        ended = an_invitation(
            handle="P" * 22, subject="erased", state=LinkState.REVOKED
        )
        change(store, lambda unit: unit.links.add(ended))

        assert list(check(store)) == []

    @pytest.mark.usefixtures("journey")
    @pytest.mark.parametrize(
        "state", [state for state in SpaceState if state is not SpaceState.ACTIVE]
    )
    def test_inhabited(self, store, state):
        """
        A space that is not active has no active administrator.
        """
        change(
            store,
            lambda unit: unit.schools.save(attrs.evolve(space_of(unit), state=state)),
        )

        assert [one.code for one in check(store)] == [ProblemCode.SPACE_INHABITED]

    @pytest.mark.usefixtures("journey")
    def test_deserted(self, world, store, journey):
        """
        An active space whose administrators are all gone is deserted.
        """
        suspended = attrs.evolve(journey, state=MembershipState.SUSPENDED)
        change(
            store, lambda unit: unit.team.save(suspended, was=MembershipState.ACTIVE)
        )

        (problem,) = check(store)
        assert problem.code is ProblemCode.SPACE_DESERTED

    def test_no_school(self, store):
        """
        A space that the directory has no school for is told, by both.
        """
        change(store, lambda unit: unit.schools.save(a_space(uai=OTHER)))
        expected = Problem(
            code=ProblemCode.ESTABLISHMENT_MISSING, uai=OTHER, row=str(OTHER)
        )

        assert list(check(store)) == list(verify_audit(store)) == [expected]

    @pytest.mark.parametrize("look", [check, verify_audit])
    def test_other_schools_go_on(self, world, store, look):
        """
        A fault in one school leaves the others looked through, and is its own.
        """
        world.add(a_school(uai=OTHER))
        for uai in ("0750655E", "0752387M"):
            world.ask(uai=uai)
        change(store, FAULTS[ProblemCode.HEAD_MISMATCHED])
        schools = []

        problems = list(look(store, on_school=schools.append))

        assert [problem.uai for problem in problems] == [UAI]
        assert schools == [UAI, OTHER]

    def test_failing_store(self, world, store, monkeypatch):
        """
        A store that fails is no problem of a school: it is told as it is.
        """
        world.ask()

        def fail(*_, **__):
            raise StoreError

        monkeypatch.setattr(store, "transact", fail)
        with pytest.raises(StoreError):
            list(check(store))


class TestAudit:
    def test_one_school(self, world, store):
        """
        One school's chain may be followed alone.
        """
        world.add(a_school(uai=OTHER))
        for uai in ("0750655E", "0752387M"):
            world.ask(uai=uai)
        change(store, FAULTS[ProblemCode.HEAD_MISMATCHED])

        assert list(verify_audit(store, uai=OTHER)) == []
        assert len(list(verify_audit(store, uai=UAI))) == 1

    @pytest.mark.parametrize("uai", [UAI, OTHER])
    def test_unknown_school(self, world, store, uai):
        """
        A school without a space has no chain, in the directory or not.
        """
        with pytest.raises(NotFoundError):
            list(verify_audit(store, uai=uai))


class TestMemoryFaults:
    @pytest.fixture
    def store(self):
        """
        A store without constraints.
        """
        return MemoryStore()

    @pytest.mark.usefixtures("journey")
    def test_altered_event(self, store):
        """
        An event that was altered breaks the chain at its place.
        """
        second = attrs.evolve(chain_of(store)[1], actor="somebody else")
        change(store, lambda unit: unit.audit.append([second]))
        expected = [Problem(code=ProblemCode.CHAIN_BROKEN, uai=UAI, row="2")]

        assert list(check(store)) == list(verify_audit(store)) == expected

    @pytest.mark.usefixtures("journey")
    def test_two_pending(self, world, store):
        """
        A mailbox has one pending invitation; the later one is named.
        """
        mailbox = world.school.mailbox
        pending = store.transact(
            lambda unit: unit.links.pending(
                UAI, purpose=LinkPurpose.JOIN, sent_to=mailbox
            )
        )
        second = attrs.evolve(pending, id="planted", handle="P" * 22)
        change(store, lambda unit: unit.links.add(second))

        (problem,) = check(store)
        assert problem.code is ProblemCode.PENDING_REPEATED


RAW = {
    ProblemCode.ACCEPTANCE_MISMATCHED: (
        "UPDATE links SET ended_by = 'jean' WHERE ended_by = 'claire'",
        2,
    ),
    ProblemCode.ACCEPTANCE_UNFOUNDED: (
        "UPDATE links SET state = 'expired' WHERE reason = 'hand over'",
        1,
    ),
    ProblemCode.CHAIN_BROKEN: ("UPDATE audit SET actor = 'x' WHERE number = 2", 1),
    ProblemCode.HEAD_MISMATCHED: (
        "DELETE FROM audit WHERE number = (SELECT max(number) FROM audit)",
        1,
    ),
    ProblemCode.MEMBERSHIP_UNLISTED: (
        "DELETE FROM person_spaces WHERE person_id = 'jean'",
        1,
    ),
    ProblemCode.NOTICE_MISSING: (
        (
            "DELETE FROM outbox WHERE link ="
            " (SELECT handle FROM links WHERE purpose = 'contest')"
        ),
        1,
    ),
    ProblemCode.PENDING_REPEATED: (
        (
            "DROP INDEX uq_links_pending; UPDATE links SET state = 'pending',"
            " ended_by = NULL WHERE state = 'expired' AND purpose = 'join'"
        ),
        1,
    ),
    ProblemCode.REQUEST_MISSING: ("DELETE FROM requests", 1),
    ProblemCode.ROW_UNREADABLE: ("UPDATE spaces SET state = 'nonsense'", 1),
    ProblemCode.SPACE_DESERTED: ("UPDATE memberships SET state = 'removed'", 1),
    ProblemCode.SPACE_INHABITED: ("UPDATE spaces SET state = 'new'", 1),
}
"""What was changed behind the store's back, and how many rows are wrong by it."""


class TestSqlFaults:
    @pytest.fixture
    def store(self, sqlite_url):
        """
        A store in a file.
        """
        with closing(SqlStore(sqlite_url)) as store:
            yield store

    @pytest.mark.usefixtures("journey")
    @pytest.mark.parametrize("code", RAW)
    def test_one_change(self, world, store, sqlite_url, code):
        """
        A change behind the store's back is found, and leads to no other problem.
        """
        world.orga.outbox.deliver()
        statements, times = RAW[code]
        path = sqlite_url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(statements)
            connection.commit()

        assert [problem.code for problem in check(store)] == [code] * times
