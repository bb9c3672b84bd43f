"""
The tables of transitions: what is not in them does not happen.
"""

from enum import StrEnum
from itertools import product

import attrs
import pytest

from pixorga.domain.link import LINK_TRANSITIONS, LinkEvent, LinkState
from pixorga.domain.outbox import MAIL_TRANSITIONS, Content, MailEvent, MailState
from pixorga.domain.space import SPACE_TRANSITIONS, SpaceEvent, SpaceState
from pixorga.domain.transitions import Transitions
from pixorga.errors import TransitionError
from pixorga.testing.builders import a_mail, a_space, an_invitation
from pixorga.testing.fakes import START

TABLES = {
    "link": (LINK_TRANSITIONS, LinkState, LinkEvent),
    "mail": (MAIL_TRANSITIONS, MailState, MailEvent),
    "space": (SPACE_TRANSITIONS, SpaceState, SpaceEvent),
}

STEPS = {
    "link": """
        pending, be accepted: accepted
        pending, be revoked: revoked
        pending, be superseded: superseded
        pending, expire: expired
    """,
    "mail": """
        queued, be claimed: sending
        queued, come back for good: hard bounced
        queued, come back for now: soft bounced
        sending, be claimed: sending
        sending, be deferred: queued
        sending, be delivered: sent
        sending, be given up: dead
        sending, be lost sight of: unknown
        sending, be refused: hard bounced
        sending, come back for good: hard bounced
        sending, come back for now: soft bounced
        sent, come back for good: hard bounced
        sent, come back for now: soft bounced
        soft bounced, come back for good: hard bounced
        unknown, be claimed: sending
        unknown, come back for good: hard bounced
        unknown, come back for now: soft bounced
    """,
    "space": """
        active, be archived: archived
        active, be joined by an administrator: active
        active, be orphaned: orphaned
        archived, be opened again: orphaned
        new, be archived: archived
        new, be joined by an administrator: active
        orphaned, be archived: archived
        orphaned, be joined by an administrator: active
    """,
}
"""
Every legal step; all others are refused.
"""

FINAL = {
    "link": {
        LinkState.ACCEPTED,
        LinkState.REVOKED,
        LinkState.EXPIRED,
        LinkState.SUPERSEDED,
    },
    "mail": {MailState.HARD_BOUNCED, MailState.DEAD},
    "space": set(),
}

FIRST = {
    "link": LinkState.PENDING,
    "mail": MailState.QUEUED,
    "space": SpaceState.NEW,
}

PAIRS = [
    pytest.param(subject, state, event, id=f"{subject}-{state}-{event}")
    for subject, (_, states, events) in TABLES.items()
    for state, event in product(states, events)
]


def legal(subject):
    """
    The legal steps of a subject, as pairs of texts and the text that follows.
    """
    lines = [line.split(":") for line in STEPS[subject].split("\n") if ":" in line]
    return {tuple(pair.strip().split(", ")): to.strip() for pair, to in lines}


def placed(subject, state):
    """
    A thing in a state.
    """
    builders = {"link": an_invitation, "mail": a_mail, "space": a_space}
    return builders[subject](state=state)


def stepped(thing, event):
    """
    A thing after an event.
    """
    if isinstance(event, LinkEvent):
        return thing.step(event, at=START)
    return thing.step(event)


class TestTables:
    @pytest.mark.parametrize("subject", TABLES)
    def test_complete(self, subject):
        """
        The table holds the steps that are written above, and no others.
        """
        table, _, _ = TABLES[subject]

        assert table.subject == subject
        assert {(a.value, b.value): to.value for (a, b), to in table.table.items()} == (
            legal(subject)
        )

    @pytest.mark.parametrize("subject", TABLES)
    def test_final(self, subject):
        """
        From a final state nothing leads away; from any other something does.
        """
        table, states, _ = TABLES[subject]
        left = {state for state, _ in table.table}

        assert set(states) - left == FINAL[subject]

    @pytest.mark.parametrize("subject", TABLES)
    def test_reachable(self, subject):
        """
        Each state can be reached from the first, and the first is a new thing's.
        """
        table, states, events = TABLES[subject]
        reached = {FIRST[subject]}
        for _ in states:
            reached |= {
                table.after(state, event)
                for state, event in product(reached, events)
                if table.allows(state, event)
            }

        assert reached == set(states)
        builders = {"link": an_invitation, "mail": a_mail, "space": a_space}
        assert builders[subject]().state is FIRST[subject]

    @pytest.mark.parametrize(("subject", "state", "event"), PAIRS)
    def test_each_pair(self, subject, state, event):
        """
        Each state and event either lead to the state that follows or are refused.
        """
        table, _, _ = TABLES[subject]
        follows = legal(subject).get((state.value, event.value))

        assert table.allows(state, event) is (follows is not None)
        if follows is not None:
            assert table.after(state, event).value == follows
            return
        with pytest.raises(TransitionError) as refused:
            table.after(state, event)
        assert refused.value.details == {
            "subject": subject,
            "state": state.value,
            "event": event.value,
        }
        assert refused.value.__suppress_context__

    @pytest.mark.parametrize(("subject", "state", "event"), PAIRS)
    def test_things_obey(self, subject, state, event):
        """
        A thing's step is the table's, and leaves the thing itself as it was.
        """
        thing = placed(subject, state)
        follows = legal(subject).get((state.value, event.value))

        if follows is None:
            with pytest.raises(TransitionError):
                stepped(thing, event)
        else:
            assert stepped(thing, event).state.value == follows
        assert thing == placed(subject, state)


class TestTransitions:
    def test_of_ones_own(self):
        """
        Any two enumerations make a table.
        """
        door = StrEnum("door", ["OPEN", "SHUT"])
        act = StrEnum("act", ["CLOSE"])
        table = Transitions(subject="door", table={(door.OPEN, act.CLOSE): door.SHUT})

        assert table.after(door.OPEN, act.CLOSE) is door.SHUT
        with pytest.raises(TransitionError, match=r"^A door that is shut cannot close"):
            table.after(door.SHUT, act.CLOSE)

    def test_frozen(self):
        """
        A table cannot be exchanged.
        """
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            LINK_TRANSITIONS.table = {}


class TestMail:
    @pytest.mark.parametrize(
        ("state", "event"),
        [
            (MailState.SENDING, MailEvent.DELIVER),
            (MailState.SENDING, MailEvent.REFUSE),
            (MailState.SENDING, MailEvent.GIVE_UP),
            (MailState.UNKNOWN, MailEvent.BOUNCE_SOFT),
            (MailState.UNKNOWN, MailEvent.BOUNCE_HARD),
        ],
    )
    def test_body_is_blanked(self, state, event):
        """
        Sent, dead or come back, a mail keeps nothing of what it said.
        """
        content = Content(subject="X", text="Y", html="Z")
        mail = a_mail(state=state, content=content)

        ended = mail.step(event)

        assert (ended.message, ended.content) == (None, None)

    @pytest.mark.parametrize(
        "event", [MailEvent.CLAIM, MailEvent.DEFER, MailEvent.LOSE]
    )
    def test_body_is_kept(self, event):
        """
        On its way, a mail keeps what it says.
        """
        content = Content(subject="X", text="Y", html="Z")
        mail = a_mail(state=MailState.SENDING, content=content)

        waiting = mail.step(event)

        assert (waiting.message, waiting.content) == (mail.message, content)

    def test_attempts(self):
        """
        Each claim is an attempt, and nothing else is.
        """
        mail = a_mail()
        counts = []
        for event in (
            MailEvent.CLAIM,
            MailEvent.CLAIM,
            MailEvent.LOSE,
            MailEvent.CLAIM,
        ):
            mail = mail.step(event)
            counts.append(mail.attempts)

        assert counts == [1, 2, 2, 3]

    def test_due(self):
        """
        A step sets when the mail is due, or leaves it.
        """
        later = START.replace(year=2027)

        assert a_mail().step(MailEvent.CLAIM).due_at == START
        assert a_mail().step(MailEvent.CLAIM, due_at=later).due_at == later

    def test_hides(self):
        """
        A mail that is logged shows neither its recipient, its link nor its content.
        """
        text = repr(a_mail(content=Content(subject="Œuvre", text="", html="")))

        assert "ac-paris" not in text
        assert "A" * 22 not in text
        assert "uvre" not in text
