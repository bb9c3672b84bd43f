"""
A school's space.
"""

from datetime import timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixorga.domain.audit import EMPTY_CHAIN
from pixorga.domain.establishment import MailboxState
from pixorga.domain.people import EmailAddress
from pixorga.domain.space import Attention, School, SpaceEvent, SpaceState
from pixorga.errors import InstantNaiveError, TransitionError
from pixorga.testing.builders import a_school, a_space
from pixorga.testing.fakes import START

LATER = START + timedelta(days=1)
OFFICIAL = EmailAddress.parse("ce.0750655e@ac-paris.fr")
OTHER = EmailAddress.parse("contact@ecole.example.fr")


class TestNew:
    def test_empty(self):
        """
        A new space has no version, no history and no administrator.
        """
        space = a_space()

        assert (space.state, space.version) == (SpaceState.NEW, 0)
        assert space.head == EMPTY_CHAIN
        assert space.activated_at is None

    @pytest.mark.parametrize("field", ["created_at", "activated_at", "attention_since"])
    def test_naive(self, field):
        """
        A13: its instants have their zone.
        """
        with pytest.raises(InstantNaiveError):
            a_space(**{field: START.replace(tzinfo=None)})

    def test_frozen(self):
        """
        A space is changed by steps only.
        """
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            a_space().version = 1


class TestJoined:
    def test_first(self):
        """
        The first administrator activates the space.
        """
        space = a_space().joined(at=LATER)

        assert space == a_space(state=SpaceState.ACTIVE, activated_at=LATER)

    def test_next(self):
        """
        The next one leaves the day of the activation as it is.
        """
        space = a_space().joined(at=START).joined(at=LATER)

        assert space.activated_at == START

    def test_recovered(self):
        """
        A29: an orphaned space comes back to life, with the day of its activation.
        """
        orphaned = a_space().joined(at=START).step(SpaceEvent.ORPHAN)

        recovered = orphaned.joined(at=LATER)

        assert (orphaned.state, recovered.state) == (
            SpaceState.ORPHANED,
            SpaceState.ACTIVE,
        )
        assert recovered.activated_at == START

    def test_archived(self):
        """
        Nobody joins an archived space.
        """
        archived = a_space().step(SpaceEvent.ARCHIVE)

        with pytest.raises(TransitionError, match="A space that is archived cannot be"):
            archived.joined(at=LATER)

    def test_opened_again(self):
        """
        An archived space that is opened again waits for a recovery, and can be joined.
        """
        archived = a_space().joined(at=START).step(SpaceEvent.ARCHIVE)

        opened = archived.step(SpaceEvent.REOPEN)

        assert opened.state is SpaceState.ORPHANED
        assert opened.joined(at=LATER).activated_at == START

    @given(st.lists(st.sampled_from(list(SpaceEvent)), max_size=8))
    def test_any_events(self, events):
        """
        Whatever happens, a space is new if and only if it never was activated.
        """
        space = a_space()
        for event in events:
            try:
                joins = event is SpaceEvent.JOIN
                space = space.joined(at=LATER) if joins else space.step(event)
            except TransitionError:
                continue

        activated = space.activated_at is not None
        assert space.state is not SpaceState.NEW or not activated
        # One that was archived before and opened again waits like an orphaned one.
        assert activated or space.state is not SpaceState.ACTIVE

    def test_version_is_the_stores(self):
        """
        A step leaves the version alone: the store counts it up.
        """
        assert a_space(version=3).joined(at=LATER).version == 3


class TestSchool:
    def test_before_the_first_request(self):
        """
        A school may have no space yet.
        """
        school = School(establishment=a_school(), space=None)

        assert school.establishment.uai == a_space().uai
        assert school.space is None

    def test_space_may_be_missing(self):
        """
        A school that nobody ever asked for has no space, and says which school.
        """
        school = School(establishment=a_school(), space=None)

        with pytest.raises(LookupError, match="0750655E"):
            assert school.known_space

        known = attrs.evolve(school, space=a_space())
        assert known.known_space == a_space()

    @pytest.mark.parametrize("closed", [False, True])
    @pytest.mark.parametrize("state", [None, *SpaceState])
    def test_archived(self, closed, state):
        """
        A29: a school is archived when it is closed there or archived here.
        """
        space = state and a_space(state=state)
        school = School(establishment=a_school(closed=closed), space=space)

        assert school.is_archived is (closed or state is SpaceState.ARCHIVED)


class TestMailbox:
    def test_directory_s(self):
        """
        Without an operator's word, the directory's mailbox counts, if it may be used.
        """
        for space in (None, a_space()):
            usable = School(establishment=a_school(), space=space)
            doubtful = attrs.evolve(
                usable, establishment=a_school(mailbox_state=MailboxState.TO_CONFIRM)
            )

            assert (usable.mailbox, doubtful.mailbox) == (OFFICIAL, None)
            assert usable.mailbox_state is MailboxState.USABLE
            assert doubtful.mailbox_state is MailboxState.TO_CONFIRM
            assert usable.confirmed_mailbox is None

    @pytest.mark.parametrize("state", list(MailboxState))
    def test_operator_s(self, state):
        """
        An operator's word counts, whatever may be said of the directory's mailbox.
        """
        space = a_space(confirmed_mailbox=OTHER, confirmed_against=OFFICIAL)
        school = School(establishment=a_school(mailbox_state=state), space=space)

        assert (school.mailbox, school.mailbox_state) == (OTHER, MailboxState.USABLE)

    def test_where_there_was_none(self):
        """
        So it does while the directory still has none.
        """
        space = a_space(confirmed_mailbox=OTHER)

        without = School(establishment=a_school(mailbox=None), space=space)
        with_one = School(establishment=a_school(), space=space)

        assert without.mailbox == OTHER
        assert with_one.mailbox == OFFICIAL

    @pytest.mark.parametrize("mailbox", [None, EmailAddress.parse("x@ac-paris.fr")])
    def test_directory_says_something_else(self, mailbox):
        """
        Once the directory says something else, that counts again.
        """
        space = a_space(confirmed_mailbox=OTHER, confirmed_against=OFFICIAL)
        school = School(establishment=a_school(mailbox=mailbox), space=space)

        assert school.mailbox == mailbox
        assert school.confirmed_mailbox is None

    def test_hides(self):
        """
        A space that is logged shows no address.
        """
        space = a_space(confirmed_mailbox=OTHER, confirmed_against=OFFICIAL)

        assert "@" not in repr(space)


class TestAttention:
    def test_since_the_first(self):
        """
        The first to say so says since when; another reason begins anew.
        """
        listed = a_space().listed(Attention.MAILBOX_MISSING, at=START)
        again = listed.listed(Attention.MAILBOX_MISSING, at=LATER)
        other = listed.listed(Attention.MAIL_BOUNCED, at=LATER)

        assert again == listed
        assert (listed.attention, listed.attention_since) == (
            Attention.MAILBOX_MISSING,
            START,
        )
        assert (other.attention, other.attention_since) == (
            Attention.MAIL_BOUNCED,
            LATER,
        )

    @pytest.mark.parametrize("reason", list(Attention))
    def test_contest_keeps_its_place(self, reason):
        """
        A contest waits for a decision: no other reason takes its place.
        """
        contested = a_space().listed(Attention.CONTESTED, at=START)
        other = a_space().listed(reason, at=START)

        assert contested.listed(reason, at=LATER) == contested
        assert other.listed(Attention.CONTESTED, at=LATER).attention is (
            Attention.CONTESTED
        )

    @pytest.mark.parametrize("reason", list(Attention))
    def test_off_the_list(self, reason):
        """
        A space leaves the list for the reason that it is on it, and for no other.
        """
        listed = a_space().listed(reason, at=START)
        others = set(Attention) - {reason}

        assert listed.unlisted(reason) == a_space()
        assert listed.unlisted(*Attention) == a_space()
        assert listed.unlisted(*others) == listed
        assert a_space().unlisted(reason) == a_space()
