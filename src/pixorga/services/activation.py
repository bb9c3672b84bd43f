"""
The form: three fields, and a link to the school's own mailbox.
"""

from collections.abc import Mapping
from typing import Final

import attrs

from pixorga.domain.activation import (
    ActivationOutcome,
    ActivationRequest,
    outcome_for,
    reason_for,
)
from pixorga.domain.audit import SchoolEvent
from pixorga.domain.events import ActivationRequested
from pixorga.domain.identifiers import Uai
from pixorga.domain.invitation import InvitationReason
from pixorga.domain.messages import RecoveryRequested
from pixorga.domain.people import Locale, PersonName
from pixorga.domain.space import Attention, School, Space
from pixorga.errors import RequestThrottledError
from pixorga.ports.store import UnitOfWork
from pixorga.services.forms import Form
from pixorga.services.issuing import Draft, Issuer
from pixorga.services.ledger import ANONYMOUS
from pixorga.services.parts import Parts
from pixorga.services.post import administrators_of, notices

__all__ = ["ActivationService"]

_ATTENTION: Final[Mapping[ActivationOutcome, Attention]] = {
    ActivationOutcome.MAILBOX_TO_CONFIRM: Attention.MAILBOX_TO_CONFIRM,
    ActivationOutcome.NO_MAILBOX: Attention.MAILBOX_MISSING,
}
"""What puts a school on the support team's list: somebody asks, and no link can go."""


class ActivationService:
    """
    Takes activation and recovery requests from anybody.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._issuer = Issuer(parts)

    def request(
        self,
        *,
        uai: str | None,
        first_name: str | None,
        last_name: str | None,
        client: str | None = None,
        locale: str = "fr",
    ) -> ActivationRequest:
        """
        Ask for a school's space; a link goes to the school's own mailbox.

        Whoever asks is told one neutral sentence, whatever came of it: the outcome
        is for the application. An earlier link to the same mailbox that was not used
        is superseded.

        Args:
            uai: The school's UAI, as typed.
            first_name: Of whoever asks.
            last_name: Of whoever asks.
            client: Where the request comes from, such as an IP address; only a
                pseudonym of it is counted, and nothing of it is kept.
            locale: "fr" or "en": the language of the form.

        Returns:
            The request as it was kept, with its outcome.

        Raises:
            InputError: Some fields cannot be used; nothing was written.
            LimiterError: The rate limiter cannot be reached; nothing was written.
            StoreError: The store failed; nothing was written.
        """
        form = Form()
        school = form.take(lambda: Uai.parse(uai))
        requester = form.take(
            lambda: PersonName.parse(first=first_name, last=last_name)
        )
        language = form.take(lambda: Locale.parse(locale))
        if school is None or requester is None or language is None:
            raise form.error()
        draft = Draft.draw(self._parts)
        asked = ActivationRequest(
            id=self._parts.ids.new(),
            uai=school,
            requester=requester,
            reason=reason_for(None),
            outcome=ActivationOutcome.THROTTLED,
            asked_at=draft.at,
            locale=language,
        )
        try:
            self._parts.gate.admit(school=str(school), client=client)
        except RequestThrottledError as error:
            return attrs.evolve(asked, retry_after=error.retry_after)

        def work(unit: UnitOfWork) -> ActivationRequest:
            found = unit.schools.find(school, lock=True)
            request = attrs.evolve(
                asked,
                reason=reason_for(found.space if found else None),
                outcome=outcome_for(found),
            )
            unit.requests.add(request)
            # A UAI of no school has no chain of events either.
            if found is not None:
                self._follow_up(unit, request, found, draft)
            return request

        return self._parts.store.transact(work)

    def _follow_up(
        self,
        unit: UnitOfWork,
        request: ActivationRequest,
        school: School,
        draft: Draft,
    ) -> None:
        """
        Chain the request, and send the link if one may be sent.
        """
        events: list[SchoolEvent] = [
            ActivationRequested(
                uai=request.uai,
                at=draft.at,
                actor=ANONYMOUS,
                request=request.id,
                reason=request.reason,
                outcome=request.outcome,
            )
        ]
        if request.outcome is ActivationOutcome.SENT and school.mailbox:
            _, issued = self._issuer.issue(
                unit,
                school,
                draft=draft,
                reason=request.reason,
                subject=request.id,
                sent_to=school.mailbox,
                # The mailbox's language, not that of a stranger's form.
                locale=Locale.FR,
                actor=ANONYMOUS,
            )
            events += issued
            _warn(unit, request, school, draft)
        space = school.space or Space(uai=request.uai, created_at=draft.at)
        if request.outcome in _ATTENTION:
            space = space.listed(_ATTENTION[request.outcome], at=draft.at)
        self._parts.ledger.record(unit, space, events)


def _warn(
    unit: UnitOfWork,
    request: ActivationRequest,
    school: School,
    draft: Draft,
) -> None:
    """
    Tell the present administrators that somebody asks to recover their space.
    """
    if request.reason is not InvitationReason.RECOVERY:
        return
    message = RecoveryRequested(
        school=school.establishment.name,
        school_kind=school.establishment.kind,
        requester=request.requester,
        asked_at=request.asked_at,
    )
    recipients = administrators_of(unit.team.of_school(request.uai))
    unit.outbox.add(
        notices(request.uai, message, recipients, mail_id=draft.mail_id, at=draft.at)
    )
