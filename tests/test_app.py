"""
The object that holds everything: its parts, its defaults and its end.
"""

from contextlib import closing

import pytest

from pixorga import KeyRing, MemoryStore, PixOrga, SqlStore
from pixorga.adapters import argon2
from pixorga.adapters.argon2 import Argon2Hasher
from pixorga.adapters.memory import MemoryLimiter
from pixorga.adapters.system import SystemClock, SystemIds, SystemRandomness
from pixorga.errors import ExtraMissingError, KeyWeakError
from pixorga.mail import JinjaRenderer, render
from pixorga.testing.builders import a_person, a_school
from pixorga.testing.fakes import RecordingMailer


class ClosableStore(MemoryStore):
    """
    A store that notes that it was closed.
    """

    closed = False

    def close(self):
        """
        Note it.
        """
        self.closed = True


@pytest.fixture
def parts(site):
    """
    What an application must give.
    """
    return {
        "store": ClosableStore(),
        "mailer": RecordingMailer(),
        "keys": KeyRing(current=b"k" * 32),
        "pseudonym_key": b"p" * 32,
        "site": site,
    }


class TestPixOrga:
    def test_defaults(self, parts):
        """
        What an application does not give is the machine's, Jinja2's and Argon2's.
        """
        made = PixOrga(**parts).accounts._parts

        assert isinstance(made.clock, SystemClock)
        assert isinstance(made.ids, SystemIds)
        assert isinstance(made.randomness, SystemRandomness)
        assert isinstance(made.renderer, JinjaRenderer)
        assert isinstance(made.hasher, Argon2Hasher)

    def test_closes_its_store(self, parts):
        """
        Leaving it lets go of the store, and not before.
        """
        with PixOrga(**parts) as orga:
            during = parts["store"].closed

        assert isinstance(orga, PixOrga)
        assert (during, parts["store"].closed) == (False, True)

    def test_closes_its_limiter(self, parts):
        """
        And of the limiter; what is bound to a transaction lets go of neither.
        """
        closed = []

        class Limiter(MemoryLimiter):
            def close(self):
                closed.append(self)

        limiter = Limiter()
        with closing(SqlStore("sqlite://")) as store:
            orga = PixOrga(**parts | {"store": store, "limiter": limiter})
            with store._engine.connect() as connection, connection.begin():
                connection.exec_driver_sql("BEGIN")
                orga.bound(connection).close()
            during = list(closed)
            orga.close()

        assert (during, closed) == ([], [limiter])

    @pytest.mark.parametrize("key", [b"", b"p" * 31, "p" * 32])
    def test_weak_key(self, parts, key):
        """
        A4: a weak key for pseudonyms is refused at once.
        """
        with pytest.raises(KeyWeakError, match="pseudonym_key"):
            PixOrga(**parts | {"pseudonym_key": key})

    @pytest.mark.parametrize(
        ("module", "extra"), [(render, "mail"), (argon2, "passwords")]
    )
    def test_missing_extra(self, parts, monkeypatch, module, extra):
        """
        A default that needs an extra says so at once, not at the first mail or login.
        """
        monkeypatch.setattr(module, "find_spec", {}.get)

        with pytest.raises(ExtraMissingError) as missing:
            PixOrga(**parts)

        assert missing.value.extra == extra

    def test_own_parts_need_no_extra(self, world):
        """
        The parts that an application gives are those that are used.
        """
        parts = world.orga.accounts._parts

        assert type(parts.clock).__module__ == "pixorga.testing.fakes"
        assert type(parts.hasher).__module__ == "pixorga.testing.fakes"


class TestTwoSchools:
    def test_acts_in_either(self, world):
        """
        A person who runs two schools acts in the one that the request is for.
        """
        claire = a_person(id="claire")
        second = type(world.school.uai).parse("0752387M")
        world.add(a_school(uai=second, name="Collège Aimé Césaire"))
        for uai in ("0750655E", "0752387M"):
            world.orga.invitations.redeem(world.link(uai=uai), by=claire)

        acting = [
            str(world.orga.team.acting(uai, by=claire).uai)
            for uai in ("0750655E", " 0752387m ", second)
        ]

        assert acting == ["0750655E", "0752387M", "0752387M"]
