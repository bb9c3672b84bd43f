"""
Passwords under Argon2id.
"""

import argon2
import pytest

from pixorga.adapters import argon2 as adapter
from pixorga.adapters.argon2 import Argon2Hasher
from pixorga.errors import ExtraMissingError

PASSWORD = "une phrase de passe"

CHEAP = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}

LIBRARY = argon2.PasswordHasher


class Noting(argon2.PasswordHasher):
    """
    The library with parameters for tests only, which notes what it is asked to do.
    """

    calls = []  # noqa: RUF012 (each test has its own)

    def __init__(self):
        super().__init__(**CHEAP)

    def hash(self, password):
        """
        Note it, and hash.
        """
        self.calls.append(("hash", len(password)))
        return super().hash(password)

    def verify(self, password_hash, password):
        """
        Note with which parameters, and verify.
        """
        self.calls.append(("verify", argon2.extract_parameters(password_hash)))
        return super().verify(password_hash, password)


@pytest.fixture
def calls(monkeypatch):
    """
    What the library is asked to do, by verb.
    """
    noted = []
    monkeypatch.setattr(Noting, "calls", noted)
    return noted


@pytest.fixture
def hasher(calls, monkeypatch):
    """
    A hasher that is quick, and is watched.
    """
    monkeypatch.setattr(argon2, "PasswordHasher", Noting)
    return Argon2Hasher()


class TestHash:
    def test_recommended(self):
        """
        The parameters are the library's, at least those that OWASP asks for.
        """
        parameters = argon2.extract_parameters(Argon2Hasher().hash(PASSWORD))

        assert parameters == argon2.profiles.RFC_9106_LOW_MEMORY
        assert parameters.type is argon2.Type.ID

    def test_salted(self, hasher):
        """
        The same password twice has two hashes, and is in neither.
        """
        hashes = {hasher.hash(PASSWORD) for _ in range(2)}

        assert len(hashes) == 2
        assert all("phrase" not in text for text in hashes)


class TestVerify:
    @pytest.mark.parametrize(
        "password", [PASSWORD, "é" * 128, "e\u0301", "\0\n", "\U0001f600", "\ud800"]
    )
    def test_right(self, hasher, password):
        """
        Any password that was hashed is recognised, half a surrogate pair included.
        """
        assert hasher.verify(password, password_hash=hasher.hash(password)) is True

    @pytest.mark.parametrize(
        "password", ["", PASSWORD + " ", PASSWORD.upper(), PASSWORD[:-1], "\ud800"]
    )
    def test_wrong(self, hasher, password):
        """
        Any other password is not.
        """
        password_hash = hasher.hash(PASSWORD)

        assert hasher.verify(password, password_hash=password_hash) is False

    @pytest.mark.parametrize("password_hash", [None, ""])
    @pytest.mark.parametrize("password", [PASSWORD, "the password of nobody", "\ud800"])
    def test_nobody(self, hasher, password, password_hash):
        """
        Without a hash no password is right, not even the one that nobody has.
        """
        assert hasher.verify(password, password_hash=password_hash) is False

    @pytest.mark.parametrize(
        "password_hash",
        ["junk", "$argon2id$", "$2b$12$x", "$argon2id$v=19$m=8,t=1,p=1$eA$eA", "é"],
    )
    def test_no_hash(self, hasher, password_hash):
        """
        What is no hash of ours fits no password, and raises nothing of the library's.
        """
        assert hasher.verify(PASSWORD, password_hash=password_hash) is False

    @pytest.mark.parametrize("known", [True, False])
    def test_same_work(self, hasher, calls, known):
        """
        A37: known or unknown, the work is the same, the first time as ever after.
        """
        parameters = argon2.Parameters(
            type=argon2.Type.ID, version=19, salt_len=16, hash_len=32, **CHEAP
        )
        other = hasher.hash("autre")
        calls.clear()

        for _ in range(2):
            hasher.verify(PASSWORD, password_hash=other if known else None)

        assert calls == [("hash", 22), ("verify", parameters), ("verify", parameters)]


class TestNeedsRehash:
    def test_new(self, hasher):
        """
        What has just been hashed is as it should be.
        """
        assert hasher.needs_rehash(hasher.hash(PASSWORD)) is False

    @pytest.mark.parametrize(
        "change",
        [
            {"time_cost": 2},
            {"memory_cost": 16},
            {"parallelism": 2, "memory_cost": 16},
            {"hash_len": 16},
            {"salt_len": 8},
            {"type": argon2.Type.I},
        ],
        ids=repr,
    )
    def test_made_otherwise(self, hasher, change):
        """
        A hash with any other parameter, stronger or weaker, is to be renewed.
        """
        other = LIBRARY(**CHEAP | change)

        assert hasher.needs_rehash(other.hash(PASSWORD)) is True

    @pytest.mark.parametrize(
        "password_hash",
        ["", "junk", "$argon2id$", "$2b$12$x", "$argon2id$v=19$m=x,t=1,p=1$eA$eA", "é"],
    )
    def test_no_hash(self, hasher, password_hash):
        """
        What is no hash of ours is to be renewed too, and raises nothing.
        """
        assert hasher.needs_rehash(password_hash) is True

    def test_recommended(self):
        """
        The library's present recommendation is what hashes are compared with.
        """
        weak = LIBRARY(**CHEAP).hash(PASSWORD)

        assert Argon2Hasher().needs_rehash(weak) is True


class TestExtra:
    def test_missing(self, monkeypatch):
        """
        Without argon2-cffi, making the hasher names the extra to install.
        """
        monkeypatch.setattr(adapter, "find_spec", {}.get)

        with pytest.raises(ExtraMissingError, match=r"pixorga\[passwords\]") as missing:
            Argon2Hasher()

        assert missing.value.extra == "passwords"
