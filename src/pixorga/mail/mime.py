"""
The one place that builds the bytes of a mail.

All that varies derives from the outbox row, so that a retry gives the same bytes: the
Message-ID and the boundary from its id, the Date from its creation.
"""

from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from html import escape

from pixorga.config import Site
from pixorga.domain.outbox import Content, Mail
from pixorga.ports.renderer import LINK_PLACE

__all__ = ["build", "message_id"]


def message_id(mail: Mail, *, site: Site) -> str:
    """
    The Message-ID of a mail, the same for all its attempts.
    """
    return f"<{mail.id}@{site.sender_address.domain}>"


def build(mail: Mail, content: Content, *, url: str, site: Site) -> bytes:
    """
    The mail as RFC 5322 bytes.

    Args:
        mail: Its row.
        content: What was rendered of it.
        url: Its link, empty when it carries none.
        site: The application's addresses.

    Raises:
        ValueError: A header holds a line break, which no text of ours does.
    """
    message = EmailMessage(policy=SMTP)
    sender = site.sender_address
    message["From"] = Address(site.sender_name, addr_spec=str(sender))
    message["To"] = str(mail.to)
    message["Subject"] = content.subject
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = message_id(mail, site=site)
    # RFC 3834 §5: no vacation reply and no bounce in answer to ours.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(content.text.replace(LINK_PLACE, url), cte="quoted-printable")
    message.add_alternative(
        content.html.replace(LINK_PLACE, escape(url)),
        subtype="html",
        cte="quoted-printable",
    )
    message.set_boundary(sha256(mail.id.encode()).hexdigest()[:32])
    # Setting the content drops or moves every Content- header set before.
    message["Content-Language"] = mail.locale.value
    built = message.as_bytes()
    # The email package decodes encoded words, and line breaks come out of some.
    if BytesHeaderParser().parsebytes(built).keys() != message.keys():
        raise ValueError("a header holds a line break")
    return built
