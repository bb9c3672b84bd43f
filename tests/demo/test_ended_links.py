import re

import pytest

from pixorga import Operator, Uai
from pixorga.domain.link import LinkEvent
from pixorga.errors import (
    LinkInvalidError,
    LinkInvalidReason,
    LinkMissingError,
    LinkReplayedError,
    LinkRevokedError,
    LinkRevokedReason,
)
from pixorga.testing.builders import a_school
from tests.demo.person import SIGN_UP_FORM, text, told

FORM = "/demande-administration-sco"


class TestRefusals:
    def show(self, person, link=None):
        """
        The page that a link leads to.
        """
        if link is not None:
            person.open(f"/rejoindre/{link}")
        return person.open("/rejoindre")

    def check(self, response, error, *, next_step):
        """
        The page has the error's status and sentence, and one next step.
        """
        statuses = {"invalid": 400, "conflict": 409, "gone": 410}
        assert response.status_code == statuses[error.kind]
        assert told(error) in text(response)
        steps = re.findall(r'class="button" href="([^"]+)"', response.text)
        steps += re.findall(r'action="([^"]+/lien/coller)"', response.text)
        assert steps == [next_step]

    def test_missing(self, claire):
        """
        Without a link there is nothing to join.
        """
        self.check(
            self.show(claire),
            LinkMissingError(),
            next_step="/rejoindre/lien/coller",
        )

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda link: link[:-1],
            lambda link: link[:-1] + ("A" if link[-1] != "A" else "B"),
            lambda link: link.replace("0750655E", "0140070A"),
            lambda link: link * 20,
            lambda _: "x" * 5000,
        ],
        ids=["truncated", "forged", "other school", "repeated", "long"],
    )
    def test_invalid(self, claire, token, spoil, store):
        """
        A link that was cut short, altered or made up opens nothing.
        """
        link = spoil(token())
        before = store.writes

        response = self.show(claire, link)

        error = LinkInvalidError(reason=LinkInvalidReason.FORGED)
        self.check(response, error, next_step="/rejoindre/lien/coller")
        assert store.writes == before

    def test_used(self, member, anybody, token, orga):
        """
        A link that somebody used says to log in.
        """
        link = token()
        member.open(f"/rejoindre/{link}")
        member.join_with_account()

        response = self.show(anybody(), link)

        self.check(response, LinkReplayedError(), next_step="/connexion")

    def test_used_by_oneself(self, member, token):
        """
        Whoever is logged in is shown to their schools instead.
        """
        link = token()
        member.open(f"/rejoindre/{link}")
        member.join_with_account()

        response = self.show(member, link)

        self.check(response, LinkReplayedError(), next_step="/etablissements")

    def test_used_meanwhile(self, claire, anybody, token):
        """
        Whoever fills in the form too late gets the same answer, and no account.
        """
        link, jean = token(), anybody()
        for person in (claire, jean):
            person.open(f"/rejoindre/{link}")
        csrf = jean.csrf("/rejoindre")
        claire.sign_up()

        form = SIGN_UP_FORM | {"csrf": csrf, "email": "jean@example.fr"}
        response = jean.open("/rejoindre", method="POST", data=form)

        self.check(response, LinkReplayedError(), next_step="/connexion")
        assert jean.log_in(email="jean@example.fr").status_code == 403

    def test_superseded(self, claire, token):
        """
        A link that a newer one replaced says to use that one.
        """
        link = token()
        token()

        self.check(
            self.show(claire, link),
            LinkRevokedError(reason=LinkRevokedReason.SUPERSEDED),
            next_step=FORM,
        )

    def test_revoked(self, claire, token, store, clock):
        """
        A link that was withdrawn says so.
        """
        link = token()
        uai, handle, *_ = link.split(".")

        def revoke(unit):
            pending = unit.links.get(Uai.parse(uai), handle)
            unit.links.save(pending.step(LinkEvent.REVOKE, at=clock.now()))

        store.transact(revoke)

        self.check(
            self.show(claire, link),
            LinkRevokedError(reason=LinkRevokedReason.REVOKED),
            next_step=FORM,
        )

    def test_closed_meanwhile(self, claire, token, orga):
        """
        A school that was closed meanwhile is not joined: its links have ended.
        """
        claire.open(f"/rejoindre/{token()}")
        orga.directory.put([a_school(closed=True)], by=Operator(id="support-1"))

        self.check(
            claire.open("/rejoindre"),
            LinkRevokedError(reason=LinkRevokedReason.REVOKED),
            next_step=FORM,
        )
