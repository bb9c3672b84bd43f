import pytest

from pixorga.errors import CredentialsError, InputError

PASSWORD = "une phrase de passe"


class TestLogIn:
    @pytest.mark.parametrize(
        ("email", "password"),
        [
            ("claire@example.fr", "une autre phrase"),
            ("jean@example.fr", PASSWORD),
            ("pas une adresse", PASSWORD),
            ("claire@example.fr", PASSWORD * 100),
        ],
    )
    def test_refuses_alike(self, world, email, password):
        """
        A wrong password, an unknown address and nonsense get one answer.
        """
        world.orga.invitations.join(world.link(), sign_up=world.sign_up())

        with pytest.raises(CredentialsError):
            world.orga.accounts.log_in(email, password=password)

    def test_works_as_hard_for_strangers(self, world, monkeypatch):
        """
        A37: known or unknown, the hasher is asked exactly once.
        """
        world.orga.invitations.join(world.link(), sign_up=world.sign_up())
        hasher = world.orga.accounts._parts.hasher
        verify = hasher.verify
        calls = []

        def count(password, *, password_hash):
            calls.append(len(password))
            return verify(password, password_hash=password_hash)

        monkeypatch.setattr(hasher, "verify", count)
        for email in ("claire@example.fr", "jean@example.fr", "nonsense"):
            with pytest.raises(CredentialsError):
                world.orga.accounts.log_in(email, password="faux")

        assert calls == [4, 4, 4]

    def test_asks_for_both_fields(self, world):
        """
        Blank fields are told, both at once.
        """
        with pytest.raises(InputError) as refusal:
            world.orga.accounts.log_in(None, password=" ")

        fields = [error.field for error in refusal.value.errors]
        assert fields == ["email", "password"]

    def test_over_long_password_is_no_shorter_one(self, world):
        """
        What follows the longest password counts: it is not cut off and accepted.
        """
        longest = "x" * 128
        form = world.sign_up(password=longest)
        world.orga.invitations.join(world.link(), sign_up=form)

        assert world.orga.accounts.log_in("claire@example.fr", password=longest)
        with pytest.raises(CredentialsError):
            world.orga.accounts.log_in("claire@example.fr", password=longest + "x")


class TestSignUp:
    def test_hides_what_was_typed(self, world):
        """
        A form that is logged by mistake shows none of its fields.
        """
        text = repr(world.sign_up())

        assert "Claire" not in text
        assert "phrase" not in text
        assert "example" not in text
