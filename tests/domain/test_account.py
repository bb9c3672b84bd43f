"""
Accounts, and the passwords that may be set.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixorga.domain.account import PASSWORD_LENGTHS, parse_password
from pixorga.errors import (
    FieldBlankError,
    FieldTooLongError,
    FieldTooShortError,
    InstantNaiveError,
)
from pixorga.testing.builders import a_person, an_account
from pixorga.testing.fakes import START


class TestParsePassword:
    def test_lengths(self):
        """
        NIST SP 800-63B-4 asks for 15 characters when there is no second factor.
        """
        assert PASSWORD_LENGTHS == (15, 128)

    @pytest.mark.parametrize("text", [None, ""])
    def test_blank(self, text):
        """
        No password is told as a blank field.
        """
        with pytest.raises(FieldBlankError, match=r"^password: "):
            parse_password(text)

    @pytest.mark.parametrize("length", [1, 14])
    def test_too_short(self, length):
        """
        Fourteen characters are too few, and the error says how many are enough.
        """
        with pytest.raises(FieldTooShortError) as refused:
            parse_password("é" * length)

        assert refused.value.details == {"field": "password", "limit": 15}

    @pytest.mark.parametrize("length", [129, 100_000])
    def test_too_long(self, length):
        """
        A hundred and twenty-nine are too many, and the error says how many are not.
        """
        with pytest.raises(FieldTooLongError) as refused:
            parse_password("é" * length, field="new_password")

        assert refused.value.details == {"field": "new_password", "limit": 128}

    @pytest.mark.parametrize(
        "text", ["x" * 15, "é" * 128, " " * 15, "a\0b" * 5, "\U0001f600" * 15]
    )
    def test_accepted(self, text):
        """
        Any characters do: length is the only rule.
        """
        assert parse_password(text) == text

    @given(st.text(min_size=15, max_size=128))
    def test_unchanged(self, text):
        """
        Nothing is trimmed, composed or folded.
        """
        assert parse_password(text) == text

    def test_refusal_hides_it(self):
        """
        A refusal does not repeat what was typed.
        """
        with pytest.raises(FieldTooShortError) as refused:
            parse_password("azerty")

        assert "azerty" not in f"{refused.value} {refused.value!r}"


class TestAccount:
    def test_principal(self):
        """
        An account's person bears its id, name, address and language.
        """
        account = an_account(id="person-7")

        assert account.principal == a_person(id="person-7")

    def test_hides(self):
        """
        An account that is logged shows neither name, address nor hash.
        """
        text = repr(an_account(password_hash="$argon2id$"))

        assert "Zoé" not in text
        assert "example" not in text
        assert "argon2" not in text
        assert "person-1" in text

    def test_naive(self):
        """
        A13: the day of its making has its zone.
        """
        with pytest.raises(InstantNaiveError):
            an_account(created_at=START.replace(tzinfo=None))
