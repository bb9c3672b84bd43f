"""
The form: three fields, and a link to the school's own mailbox.
"""

from pixorga.domain.activation import (
    ActivationOutcome,
    ActivationRequest,
    outcome_for,
    reason_for,
)
from pixorga.domain.audit import Event
from pixorga.domain.establishment import Establishment
from pixorga.domain.events import ActivationRequested
from pixorga.domain.identifiers import Uai
from pixorga.domain.invitation import InvitationReason
from pixorga.domain.messages import RecoveryRequested
from pixorga.domain.people import Locale, PersonName
from pixorga.domain.space import Space
from pixorga.ports.store import UnitOfWork
from pixorga.services.forms import Form
from pixorga.services.issuing import Draft, Issuer
from pixorga.services.ledger import ANONYMOUS
from pixorga.services.parts import Parts
from pixorga.services.post import administrators_of, notices

__all__ = ["ActivationService"]


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
            locale: "fr" or "en": the language of the form.

        Returns:
            The request as it was kept, with its outcome.

        Raises:
            InputError: Some fields cannot be used; nothing was written.
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
        request_id = self._parts.ids.new()

        def work(unit: UnitOfWork) -> ActivationRequest:
            found = unit.schools.find(school, lock=True)
            establishment = found.establishment if found else None
            space = found.space if found else None
            request = ActivationRequest(
                id=request_id,
                uai=school,
                requester=requester,
                reason=reason_for(space),
                outcome=outcome_for(establishment, space),
                asked_at=draft.at,
                locale=language,
            )
            unit.requests.add(request)
            # A UAI of no school has no chain of events either.
            if establishment is not None:
                self._follow_up(unit, request, establishment, space, draft)
            return request

        return self._parts.store.transact(work)

    def _follow_up(
        self,
        unit: UnitOfWork,
        request: ActivationRequest,
        establishment: Establishment,
        space: Space | None,
        draft: Draft,
    ) -> None:
        """
        Chain the request, and send the link if one may be sent.
        """
        events: list[Event] = [
            ActivationRequested(
                uai=request.uai,
                at=draft.at,
                actor=ANONYMOUS,
                request=request.id,
                reason=request.reason,
                outcome=request.outcome,
            )
        ]
        if request.outcome is ActivationOutcome.SENT and establishment.mailbox:
            _, issued = self._issuer.issue(
                unit,
                establishment,
                draft=draft,
                reason=request.reason,
                subject=request.id,
                sent_to=establishment.mailbox,
                # The mailbox's language, not that of a stranger's form.
                locale=Locale.FR,
                actor=ANONYMOUS,
            )
            events += issued
            _warn(unit, request, establishment, draft)
        space = space or Space(uai=request.uai, created_at=draft.at)
        self._parts.ledger.record(unit, space, events)


def _warn(
    unit: UnitOfWork,
    request: ActivationRequest,
    establishment: Establishment,
    draft: Draft,
) -> None:
    """
    Tell the present administrators that somebody asks to recover their space.
    """
    if request.reason is not InvitationReason.RECOVERY:
        return
    message = RecoveryRequested(
        school=establishment.name,
        school_kind=establishment.kind,
        requester=request.requester,
        asked_at=request.asked_at,
    )
    recipients = administrators_of(unit.team.of_school(request.uai))
    unit.outbox.add(
        notices(request.uai, message, recipients, mail_id=draft.mail_id, at=draft.at)
    )
