"""
Tokens: one spelling each, and nothing but that is accepted; pseudonyms.
"""

import base64
import hashlib
import hmac
import logging
import string
import traceback
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import BadSignature, TimestampSigner

from pixorga import tokens
from pixorga.domain.identifiers import Uai
from pixorga.domain.link import LinkPurpose
from pixorga.errors import (
    KeyWeakError,
    LinkError,
    LinkInvalidError,
    LinkInvalidReason,
    LinkMissingError,
)
from pixorga.testing.builders import an_account_link, an_invitation
from pixorga.testing.fakes import START
from pixorga.tokens import (
    HANDLE_BYTES,
    RETIRED_LIMIT,
    TOKEN_LIMIT,
    AccountClaim,
    KeyRing,
    Pseudonyms,
    TokenClaim,
    TokenService,
    make_handle,
)

OLD, NEW = b"old " * 8, b"new " * 8
HANDLE = "Zx9_-AbCdEfGhIjKlMnOpQ"
LETTERS = string.ascii_letters + string.digits + "-_"

SERVICE = TokenService(KeyRing(current=NEW))
LINK = an_invitation(handle=HANDLE, key_id=SERVICE.key_id)
TOKEN = SERVICE.mint(LINK)
ACCOUNT_LINK = an_account_link(handle=HANDLE, key_id=SERVICE.key_id)
ACCOUNT_TOKEN = SERVICE.mint(ACCOUNT_LINK)


def letters(data):
    """
    Bytes in the letters of a URL, without padding.
    """
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


near_tokens = st.builds(
    lambda handle, time, signature: (
        f"0750655E.{letters(handle)}.{letters(time)}.{letters(signature)}"
    ),
    st.binary(min_size=16, max_size=16),
    st.binary(max_size=9),
    st.binary(min_size=32, max_size=32),
)


def signer(key, purpose):
    """
    The signer of itsdangerous whose tokens ours are.
    """
    return TimestampSigner(
        key, salt=purpose, key_derivation="hmac", digest_method=hashlib.sha256
    )


def check(token, *, service=SERVICE, now=START, purpose=LinkPurpose.JOIN):
    """
    Check a token.
    """
    return service.check(token, purpose=purpose, now=now)


def check_account(token, *, service=SERVICE, now=START, purpose=LinkPurpose.RESET):
    """
    Check a token of an account.
    """
    return service.check_account(token, purpose=purpose, now=now)


def refusal(token, *, by=check, **arguments):
    """
    The error that a token meets.
    """
    with pytest.raises(LinkError) as refused:
        by(token, **arguments)
    return refused.value


def accepted(variants, *, by=check):
    """
    Which of these tokens are accepted.
    """
    taken = []
    for variant in variants:
        try:
            by(variant)
        except (LinkInvalidError, LinkMissingError):
            continue
        taken.append(variant)
    return taken


class TestMint:
    def test_golden(self):
        """
        A3: the token is HMAC-SHA256 under a key derived by HMAC-SHA256 of the purpose.
        """
        time = letters(int(START.timestamp()).to_bytes(4, "big"))
        value = f"0750655E.{HANDLE}.{time}"
        derived = hmac.new(NEW, b"join", hashlib.sha256).digest()
        signature = hmac.new(derived, value.encode(), hashlib.sha256).digest()

        token = SERVICE.mint(LINK)
        assert token == f"{value}.{letters(signature)}"

    def test_frozen(self):
        """
        A3: links in mailboxes outlive a release, so the spelling never changes.
        """
        assert TOKEN == (
            "0750655E.Zx9_-AbCdEfGhIjKlMnOpQ.apaGAA."
            "98-CeI-y_CHAWowVMYIj_zcg43SmjeATVIwtie6i0fs"
        )

    def test_is_one_of_itsdangerous(self):
        """
        A3: its signer with the same parameters takes our token apart.
        """
        value, time = signer(NEW, "join").unsign(TOKEN, return_timestamp=True)

        assert value == f"0750655E.{HANDLE}".encode()
        assert time == START

    def test_again(self):
        """
        A38: minting again gives the same bytes, in another process as well.
        """
        other = TokenService(KeyRing(current=NEW))

        assert [SERVICE.mint(LINK), other.mint(LINK)] == [TOKEN, TOKEN]

    def test_length(self):
        """
        A token is short enough for any mail program to keep in one line's link.
        """
        assert len(TOKEN) == 82

    def test_issue_counts(self):
        """
        Two links that differ in their second, handle or school have two tokens.
        """
        others = [
            an_invitation(handle=HANDLE, issued_at=START + timedelta(seconds=1)),
            an_invitation(handle="A" * 22),
            an_invitation(handle=HANDLE, uai=Uai.parse("0752387M")),
        ]

        assert len({TOKEN, *map(SERVICE.mint, others)}) == 4


class TestCheck:
    def test_genuine(self):
        """
        A genuine token says which row to look for.
        """
        assert check(TOKEN) == TokenClaim(uai=Uai.parse("0750655E"), handle=HANDLE)

    def test_of_a_distant_year(self):
        """
        From 2106 on the time takes a letter more.
        """
        start = datetime(2107, 1, 1, tzinfo=UTC)
        link = an_invitation(issued_at=start, expires_at=start + timedelta(days=1))

        token = SERVICE.mint(link)

        assert len(token) == 83
        assert check(token, now=start).handle == link.handle

    def test_does_not_expire(self):
        """
        The row says when a link ends; its token is genuine for ever.
        """
        assert check(TOKEN, now=START + timedelta(days=9999)).handle == HANDLE

    @pytest.mark.parametrize("token", [None, "", " ", "\t\r\n", "\u00a0", " " * 9999])
    def test_missing(self, token):
        """
        A9: no token, or a blank one, is missing and matches nothing.
        """
        assert isinstance(refusal(token), LinkMissingError)

    @pytest.mark.parametrize("token", [TOKEN.encode(), 82, [TOKEN], 0, b""])
    def test_of_another_type(self, token):
        """
        What is no text is no token.
        """
        assert isinstance(refusal(token), LinkMissingError)

    @pytest.mark.parametrize(
        "token",
        [
            "hello",
            ".",
            "...",
            "\0",
            "\ud800",
            "é" * 82,
            TOKEN.replace(".", ":"),
            TOKEN.replace(".", ""),
            f"{TOKEN}.",
            f".{TOKEN}",
            f"{TOKEN}.{TOKEN}",
            TOKEN.rpartition(".")[0],
            TOKEN.partition(".")[2],
            f"https://orga.example.fr/rejoindre/{TOKEN}",
        ],
        ids=ascii,
    )
    def test_malformed(self, token):
        """
        What has not the form of a token is told as malformed.
        """
        assert refusal(token).reason is LinkInvalidReason.MALFORMED

    @pytest.mark.parametrize("length", range(12))
    def test_time_of_any_length(self, length):
        """
        A time of whatever length is an invalid link, and no other error.
        """
        token = f"0750655E.{HANDLE}.{'A' * length}.{'A' * 43}"

        assert isinstance(refusal(token), LinkInvalidError)

    @pytest.mark.parametrize(
        "token",
        [
            f"{TOKEN[:-43]}{'A' * 43}",
            TOKEN.replace("0750655E", "0752387M"),
            TOKEN.replace(HANDLE, "A" * 22),
        ],
    )
    def test_forged(self, token):
        """
        What has the form, but not our signature, is told as forged.
        """
        assert refusal(token).reason is LinkInvalidReason.FORGED

    @given(st.text(max_size=100) | near_tokens)
    def test_any_text(self, text):
        """
        Any text at all meets one of the link's errors.
        """
        assert isinstance(refusal(text), LinkMissingError | LinkInvalidError)


class TestAccounts:
    def test_golden(self):
        """
        A3: the token of an account's link is signed alike, without a school's UAI.
        """
        time = letters(int(START.timestamp()).to_bytes(4, "big"))
        value = f"account.{HANDLE}.{time}"
        derived = hmac.new(NEW, b"reset", hashlib.sha256).digest()
        signature = hmac.new(derived, value.encode(), hashlib.sha256).digest()

        assert f"{value}.{letters(signature)}" == ACCOUNT_TOKEN

    def test_genuine(self):
        """
        A genuine token says which row to look for.
        """
        assert check_account(ACCOUNT_TOKEN) == AccountClaim(handle=HANDLE)

    def test_claim_hides_it(self):
        """
        A8: what a token says can be logged.
        """
        assert repr(check_account(ACCOUNT_TOKEN)) == "AccountClaim()"

    @pytest.mark.parametrize("verb", list(LinkPurpose))
    @pytest.mark.parametrize("purpose", list(LinkPurpose))
    def test_diagonal(self, purpose, verb):
        """
        A6: a token is accepted for its own purpose, and for no other.
        """
        token = SERVICE.mint(an_account_link(purpose=purpose))

        if purpose is verb:
            assert check_account(token, purpose=verb).handle == "R" * 22
        else:
            error = refusal(token, by=check_account, purpose=verb)
            assert error.reason is LinkInvalidReason.FORGED

    @pytest.mark.parametrize("purpose", list(LinkPurpose))
    def test_apart_from_schools(self, purpose):
        """
        A6: of one purpose and one handle, a school's is no account's, nor the reverse.
        """
        of_school = SERVICE.mint(an_invitation(handle=HANDLE, purpose=purpose))
        of_account = SERVICE.mint(an_account_link(handle=HANDLE, purpose=purpose))

        for error in (
            refusal(of_account, purpose=purpose),
            refusal(of_school, by=check_account, purpose=purpose),
        ):
            assert error.reason is LinkInvalidReason.FORGED

    def test_scopes_are_not_exchanged(self):
        """
        A1: with the one's scope in the other's place, neither is genuine.
        """
        join = an_invitation(handle=HANDLE, purpose=LinkPurpose.RESET)
        variant = SERVICE.mint(join).replace("0750655E", "account")
        other = ACCOUNT_TOKEN.replace("account", "0750655E")

        assert accepted([variant], by=check_account) == []
        assert refusal(other, purpose=LinkPurpose.RESET).reason is (
            LinkInvalidReason.FORGED
        )

    @pytest.mark.parametrize(
        "scope",
        ["", "Account", "ACCOUNT", "accounts", "accoun", "account\n", "\u0430ccount"],
    )
    def test_scope_has_one_spelling(self, scope):
        """
        A2: no other word stands for an account, however it is signed.
        """
        other = signer(NEW, "reset")
        other.get_timestamp = lambda: int(START.timestamp())
        token = other.sign(f"{scope}.{HANDLE}").decode()

        error = refusal(token, by=check_account)

        assert error.reason is LinkInvalidReason.MALFORMED

    def test_every_letter(self):
        """
        A1: with any one letter replaced by any other, a token is refused.
        """
        variants = (
            f"{ACCOUNT_TOKEN[:place]}{letter}{ACCOUNT_TOKEN[place + 1 :]}"
            for place in range(len(ACCOUNT_TOKEN))
            for letter in f"{LETTERS}.= "
            if letter != ACCOUNT_TOKEN[place]
        )

        assert accepted(variants, by=check_account) == []

    @pytest.mark.parametrize("token", [None, "", " ", b"account", 7])
    def test_missing(self, token):
        """
        A9: no token, or a blank one, is missing and matches nothing.
        """
        assert isinstance(refusal(token, by=check_account), LinkMissingError)

    def test_from_the_future(self):
        """
        A11: a token from further in the future than clocks differ is forged.
        """
        early = START - timedelta(seconds=6)

        error = refusal(ACCOUNT_TOKEN, by=check_account, now=early)

        assert error.reason is LinkInvalidReason.FORGED
        assert check_account(ACCOUNT_TOKEN, now=START - timedelta(seconds=5))

    def test_rotation(self):
        """
        A5: a retired key still opens, and a dropped one opens nothing.
        """
        before = TokenService(KeyRing(current=OLD))
        token = before.mint(an_account_link(key_id=before.key_id))
        after = TokenService(KeyRing(current=NEW, retired=[OLD]))

        assert check_account(token, service=after).handle == "R" * 22
        assert refusal(token, by=check_account).reason is LinkInvalidReason.FORGED


class TestTampering:
    def test_every_letter(self):
        """
        A1: with any one letter replaced by any other, a token is refused.
        """
        variants = (
            f"{TOKEN[:place]}{letter}{TOKEN[place + 1 :]}"
            for place in range(len(TOKEN))
            for letter in f"{LETTERS}.= "
            if letter != TOKEN[place]
        )

        assert accepted(variants) == []

    @given(st.integers(0, len(TOKEN) - 1), st.characters())
    def test_any_character(self, place, character):
        """
        A1: with any one letter replaced by any character, a token is refused.
        """
        variant = f"{TOKEN[:place]}{character}{TOKEN[place + 1 :]}"

        assert accepted([variant]) == [TOKEN] * (variant == TOKEN)

    def test_cut(self):
        """
        A1: cut short at any place, or with any letter left out, a token is refused.
        """
        shorter = [TOKEN[:end] for end in range(len(TOKEN))]
        shorter += [TOKEN[start:] for start in range(1, len(TOKEN))]
        shorter += [TOKEN[:at] + TOKEN[at + 1 :] for at in range(len(TOKEN))]

        assert accepted(shorter) == []

    def test_parts_of_two(self):
        """
        A1: the parts of two genuine tokens make no third one.
        """
        later = an_invitation(
            uai=Uai.parse("0752387M"), issued_at=START + timedelta(seconds=1)
        )
        pairs = list(zip(TOKEN.split("."), SERVICE.mint(later).split("."), strict=True))
        mixed = [
            ".".join(pair[kept >> place & 1] for place, pair in enumerate(pairs))
            for kept in range(1, 15)
        ]

        assert accepted(mixed) == []


class TestMalleability:
    def test_what_itsdangerous_takes(self):
        """
        A2: of the spellings that itsdangerous takes for ours, we take ours only.
        """
        variants = [f"{TOKEN[:-1]}{letter}" for letter in LETTERS]
        variants += [f"{TOKEN}{end}" for end in ("=", "==", "====")]
        variants += [f"{TOKEN[:-5]}{junk}{TOKEN[-5:]}" for junk in ("!!!!", "    ")]
        lenient = []
        for variant in variants:
            try:
                signer(NEW, "join").unsign(variant)
            except BadSignature:
                continue
            lenient.append(variant)

        assert len(lenient) > 4
        assert accepted(lenient) == [TOKEN]

    @pytest.mark.parametrize(
        "junk",
        ["=", "==", "====", "!!!!", " ", "\n", "\r\n", "\0", "+", "/", "%3D", "."],
    )
    def test_junk_anywhere(self, junk):
        """
        A2: junk before, within or after a token makes it none.
        """
        variants = [
            f"{TOKEN[:place]}{junk}{TOKEN[place:]}" for place in range(len(TOKEN) + 1)
        ]

        assert accepted(variants) == []

    @pytest.mark.parametrize(
        "variant",
        [
            TOKEN.lower(),
            TOKEN.upper(),
            TOKEN.swapcase(),
            f" {TOKEN}",
            f"{TOKEN} ",
            f"{TOKEN}\n",
            f"\ufeff{TOKEN}",
            TOKEN.replace("-", "+").replace("_", "/"),
            TOKEN.replace("0", "\u0660"),
            TOKEN.replace("K", "\u212a"),
            TOKEN.replace(".", "\uff0e"),
            TOKEN.replace(".", "%2E"),
        ],
        ids=ascii,
    )
    def test_other_spelling(self, variant):
        """
        A2: another case, alphabet or encoding, or a blank around it, is refused.
        """
        assert variant != TOKEN
        assert accepted([variant]) == []

    def test_before_and_after_use(self):
        """
        A2: checking keeps nothing, so that the answer is the same each time.
        """
        assert [accepted([f"{TOKEN}=", TOKEN]) for _ in range(3)] == [[TOKEN]] * 3


class TestSize:
    def test_at_the_limit(self, monkeypatch):
        """
        A7: what is longer than 512 characters is not even matched.
        """
        matched = []

        class Spy:
            def fullmatch(self, text):
                matched.append(len(text))

        monkeypatch.setattr(tokens, "_TOKEN", Spy())
        for length in (TOKEN_LIMIT, TOKEN_LIMIT + 1, 10_000_000):
            refusal("A" * length)

        assert TOKEN_LIMIT == 512
        assert matched == [512]

    def test_looks_at_the_beginning_only(self):
        """
        A7: of 10 MB, no more than the first 512 characters are ever asked for.
        """
        asked = []

        class Huge(str):
            __slots__ = ()

            def __getitem__(self, index):
                asked.append(index)
                return super().__getitem__(index)

            def strip(self, *_):
                raise AssertionError("all of it was looked at")

        error = refusal(Huge("A" * 10_000_000))

        assert error.reason is LinkInvalidReason.MALFORMED
        assert asked == [slice(None, 512)]

    def test_no_signature_for_junk(self, monkeypatch):
        """
        A7: no signature is computed for what is malformed.
        """
        monkeypatch.setattr(tokens._LinkSigner, "sign_at", None)

        assert refusal("A" * 512).reason is LinkInvalidReason.MALFORMED

    def test_one_signature_a_key(self, monkeypatch):
        """
        A forged token costs one signature for each key of the ring, and no more.
        """
        ring = KeyRing(current=NEW, retired=[OLD, b"x" * 32, b"y" * 32])
        service = TokenService(ring)
        sign_at = tokens._LinkSigner.sign_at
        signed = []

        def count(self, value, *, seconds):
            signed.append(value)
            return sign_at(self, value, seconds=seconds)

        monkeypatch.setattr(tokens._LinkSigner, "sign_at", count)
        refusal(f"{TOKEN[:-43]}{'A' * 43}", service=service)

        assert signed == [f"0750655E.{HANDLE}"] * 4


class TestClock:
    @pytest.mark.parametrize("seconds", [0, -1, -5])
    def test_slightly_ahead(self, seconds):
        """
        A11: a token made by a clock that is up to five seconds ahead is accepted.
        """
        assert check(TOKEN, now=START + timedelta(seconds=seconds)).handle == HANDLE

    @pytest.mark.parametrize("seconds", [-5.000001, -6, -86400])
    def test_from_the_future(self, seconds):
        """
        A11: a token from further in the future is refused as forged.
        """
        error = refusal(TOKEN, now=START + timedelta(seconds=seconds))

        assert error.reason is LinkInvalidReason.FORGED


class TestPurposes:
    @pytest.mark.parametrize("verb", list(LinkPurpose))
    @pytest.mark.parametrize("purpose", list(LinkPurpose))
    def test_diagonal(self, purpose, verb):
        """
        A6: a token is accepted for its own purpose, and for no other.
        """
        token = SERVICE.mint(an_invitation(purpose=purpose))

        if purpose is verb:
            assert check(token, purpose=verb).handle == "A" * 22
        else:
            assert refusal(token, purpose=verb).reason is LinkInvalidReason.FORGED

    @pytest.mark.parametrize("salt", ["contest", "", "itsdangerous.Signer", "joi"])
    def test_of_no_purpose_of_ours(self, salt):
        """
        A6: what our key signed for something else is refused.
        """
        other = signer(NEW, salt)
        other.get_timestamp = lambda: int(START.timestamp())

        token = other.sign(f"0750655E.{HANDLE}").decode()

        assert refusal(token).reason is LinkInvalidReason.FORGED

    def test_key_and_purpose_are_apart(self):
        """
        A3: what a key loses at its end, the purpose cannot make up for.
        """
        glued = signer(NEW[:-4] + b"join", "")
        glued.get_timestamp = lambda: int(START.timestamp())

        assert accepted([glued.sign(f"0750655E.{HANDLE}").decode()]) == []


class TestRotation:
    def test_retired_key_still_opens(self):
        """
        A5: a link signed before the rotation works, and is minted again alike.
        """
        before = TokenService(KeyRing(current=OLD))
        link = an_invitation(key_id=before.key_id)
        after = TokenService(KeyRing(current=NEW, retired=[OLD]))

        assert check(before.mint(link), service=after).handle == link.handle
        assert after.mint(link) == before.mint(link)

    def test_dropped_key_opens_nothing(self):
        """
        A5: with its key dropped a token is forged, and the link can be minted anew.
        """
        before = TokenService(KeyRing(current=OLD))
        link = an_invitation(key_id=before.key_id)

        error = refusal(before.mint(link))

        assert error.reason is LinkInvalidReason.FORGED
        assert check(SERVICE.mint(link)).handle == link.handle

    def test_current_key_signs(self):
        """
        A4: a new link is signed with the current key, and by no retired one.
        """
        ring = TokenService(KeyRing(current=NEW, retired=[OLD]))
        token = ring.mint(an_invitation(key_id=ring.key_id))

        assert check(token).handle == "A" * 22
        assert isinstance(
            refusal(token, service=TokenService(KeyRing(current=OLD))), LinkInvalidError
        )


class TestKeyRing:
    @pytest.mark.parametrize(
        "key",
        [
            None,
            b"",
            b"k" * 31,
            "k" * 32,
            bytearray(b"k" * 32),
            memoryview(b"k" * 32),
            32,
        ],
        ids=repr,
    )
    def test_weak_key(self, key):
        """
        A4: a key that is short, empty or not bytes is refused, current or retired.
        """
        with pytest.raises(KeyWeakError, match="at least 32 random bytes") as current:
            KeyRing(current=key)
        with pytest.raises(KeyWeakError, match="at least 32 random bytes") as retired:
            KeyRing(current=NEW, retired=[OLD, key])

        assert current.value.setting == "keys.current"
        assert retired.value.setting == "keys.retired"

    @pytest.mark.parametrize(
        "retired",
        [OLD, OLD.decode(), b"", "", bytearray(OLD), bytearray(b"ab"), [OLD] * 4],
        ids=repr,
    )
    def test_weak_ring(self, retired):
        """
        A4: one bare key is no sequence of keys, and four retired keys are too many.
        """
        with pytest.raises(KeyWeakError) as refused:
            KeyRing(current=NEW, retired=retired)

        assert refused.value.setting == "keys.retired"
        assert "old" not in str(refused.value)

    @pytest.mark.parametrize("retired", [(), []])
    def test_nothing_retired(self, retired):
        """
        A ring of one key is whole.
        """
        assert repr(KeyRing(current=NEW, retired=retired)) == "KeyRing(1 key)"

    def test_full(self):
        """
        Three keys may be retired, and the current one comes first.
        """
        retired = [bytes([number]) * 32 for number in range(RETIRED_LIMIT)]

        ring = KeyRing(current=NEW, retired=retired)

        assert [key for _, key in ring.items()] == [NEW, *retired]
        assert repr(ring) == "KeyRing(4 keys)"

    def test_same_key_twice(self):
        """
        A key that is current and retired at once is current.
        """
        ring = KeyRing(current=NEW, retired=[OLD, NEW])

        assert [key for _, key in ring.items()] == [NEW, OLD]
        assert ring.current_id == SERVICE.key_id

    def test_key_id(self):
        """
        The id is the same in every process, and is HMAC of a constant under the key.
        """
        expected = hmac.new(NEW, b"pixorga key id", hashlib.sha256).hexdigest()[:16]

        assert KeyRing(current=NEW).current_id == expected
        assert TokenService(KeyRing(current=NEW, retired=[OLD])).key_id == expected

    def test_key_id_is_no_key(self):
        """
        An id shows nothing of its key, and each key has another.
        """
        ring = KeyRing(current=NEW, retired=[OLD])
        ids = [key_id for key_id, _ in ring.items()]

        assert len(set(ids)) == 2
        assert all(NEW.hex()[:8] not in key_id for key_id in ids)


class TestHandle:
    def test_letters(self):
        """
        Sixteen bytes become the twenty-two letters that a token expects.
        """
        assert make_handle(b"\xff" * HANDLE_BYTES) == "_" * 21 + "w"
        assert make_handle(bytes(HANDLE_BYTES)) == "A" * 22

    @given(st.binary(min_size=HANDLE_BYTES, max_size=HANDLE_BYTES))
    def test_round_trip(self, secret):
        """
        Any secret makes a handle that its token gives back, and loses no bit of it.
        """
        handle = make_handle(secret)

        assert check(SERVICE.mint(an_invitation(handle=handle))).handle == handle
        assert base64.urlsafe_b64decode(f"{handle}==") == secret

    def test_claim_hides_it(self):
        """
        A8: what a token says can be logged.
        """
        assert repr(check(TOKEN)) == "TokenClaim(uai=Uai(code='0750655E'))"


class TestLeaks:
    @pytest.mark.parametrize(
        ("token", "now"),
        [
            (f"{TOKEN}=", START),
            (TOKEN.lower(), START),
            (f"{TOKEN[:-1]}A", START),
            (TOKEN * 9, START),
            (TOKEN, START - timedelta(days=1)),
            (TOKEN.encode(), START),
        ],
        ids=range(6),
    )
    def test_nowhere(self, token, now, caplog):
        """
        A8: neither token nor handle is in an error's text, arguments, chain or log.
        """
        caplog.set_level(logging.NOTSET)

        error = refusal(token, now=now)

        chain = "".join(traceback.format_exception(error))
        shown = (
            f"{error!s} {error!r} {error.args} {error.details} {chain} {caplog.text}"
        )
        assert HANDLE.lower() not in shown.lower()
        assert TOKEN[-20:-2].lower() not in shown.lower()
        assert (error.__cause__, error.__context__) == (None, None)

    def test_keys_are_not_shown(self):
        """
        A ring, a service and a pseudonymiser show no key.
        """
        ring = KeyRing(current=NEW, retired=[OLD])
        shown = [ring, TokenService(ring), Pseudonyms(OLD), vars(TokenService(ring))]

        assert "old" not in repr(shown)
        assert "new" not in repr(shown)


class TestPseudonyms:
    def test_golden(self):
        """
        A pseudonym is half an HMAC-SHA256, the same in every process.
        """
        digest = hmac.new(OLD, "person:zoé".encode(), hashlib.sha256).hexdigest()

        assert Pseudonyms(OLD).of("person:zoé") == digest[:32]

    def test_differ(self):
        """
        Two persons have two pseudonyms, and under another key two others.
        """
        names = {
            Pseudonyms(key).of(identity)
            for key in (OLD, NEW)
            for identity in ("person:1", "person:2")
        }

        assert len(names) == 4

    def test_says_nothing(self):
        """
        Neither the identity nor the key is in what is shown.
        """
        pseudonyms = Pseudonyms(OLD)

        assert repr(pseudonyms) == "Pseudonyms()"
        assert "claire" not in pseudonyms.of("person:claire")

    @pytest.mark.parametrize(
        "key", [None, b"", b"k" * 31, "k" * 32, bytearray(b"k" * 32)]
    )
    def test_weak_key(self, key):
        """
        A4: the pseudonyms' key is as long as the links' keys.
        """
        with pytest.raises(KeyWeakError, match=r"^pseudonym_key: "):
            Pseudonyms(key)
