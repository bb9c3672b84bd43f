"""
Who is told that somebody administers a school's space now, new or once more.
"""

from collections.abc import Iterable
from datetime import datetime

import attrs

from pixorga.domain.link import CONTEST_LIFETIME, Link, LinkPurpose
from pixorga.domain.messages import AdministratorJoined
from pixorga.domain.people import EmailAddress, Locale
from pixorga.domain.space import School
from pixorga.domain.team import Administrator, Membership
from pixorga.ports.store import UnitOfWork
from pixorga.services.issuing import Draft
from pixorga.services.parts import Parts
from pixorga.services.post import administrators_of, notices, with_link

__all__ = ["announce"]


def announce(
    parts: Parts,
    unit: UnitOfWork,
    school: School,
    team: Iterable[Membership],
    administrator: Administrator,
    *,
    draft: Draft,
    reinstated_at: datetime | None = None,
) -> None:
    """
    Tell the mailbox, with a link to contest, and the other administrators.

    Args:
        parts: What the services are wired to.
        unit: The transaction that lets the administrator in.
        school: Where.
        team: All memberships of the school.
        administrator: Who administers it now.
        draft: What was drawn for the link and the mails.
        reinstated_at: When a suspension was lifted; None for whoever is new.
    """
    establishment = school.establishment
    notice = AdministratorJoined(
        school=establishment.name,
        school_kind=establishment.kind,
        administrator=administrator.person.name,
        capacity=administrator.capacity,
        joined_at=administrator.joined_at,
        reinstated_at=reinstated_at,
    )
    others = administrators_of(team, but=administrator.id)
    mails = notices(
        establishment.uai, notice, others, mail_id=draft.mail_id, at=draft.at
    )
    if school.mailbox is not None:
        contest = _contest_link(parts, administrator, school.mailbox, draft)
        unit.links.add(contest)
        message = attrs.evolve(notice, contest_until=contest.expires_at)
        mails.append(with_link(contest, message, mail_id=draft.mail_id, at=draft.at))
    unit.outbox.add(mails)


def _contest_link(
    parts: Parts, administrator: Administrator, mailbox: EmailAddress, draft: Draft
) -> Link:
    return Link(
        id=draft.link_id,
        uai=administrator.uai,
        handle=draft.handle,
        key_id=parts.tokens.key_id,
        purpose=LinkPurpose.CONTEST,
        subject=administrator.id,
        sent_to=mailbox,
        locale=Locale.FR,
        issued_at=draft.at,
        expires_at=draft.at + CONTEST_LIFETIME,
    )
