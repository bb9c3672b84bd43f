"""
The one place that builds the bytes of a mail.

All that varies derives from the outbox row, so that a retry gives the same bytes: the
Message-ID and the boundary from its id, the Date from its creation. What the
Message-ID is sealed with, only the outbox knows.

The email package folds and encodes the headers that hold words. It takes milliseconds
for a whole mail, so the rest, which has one plain form, is put together here.
"""

import re
from binascii import b2a_qp
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache
from hashlib import sha256
from html import escape
from typing import Final
from unicodedata import category

from pixorga.config import Site
from pixorga.domain.outbox import Content, Mail
from pixorga.ports.renderer import LINK_PLACE

__all__ = ["build"]

_PLAIN: Final = re.compile(r"[ -~]+")
_BROKEN: Final = "a header holds a line break or another control character"


def build(
    mail: Mail, content: Content, *, url: str, site: Site, message_id: str
) -> bytes:
    """
    The mail as RFC 5322 bytes.

    Args:
        mail: Its row.
        content: What was rendered of it.
        url: Its link, empty when it carries none.
        site: The application's addresses.
        message_id: Its Message-ID, in angle brackets.

    Raises:
        ValueError: A header holds a control character, which no text of ours does.
    """
    sender = site.sender_address
    boundary = sha256(mail.id.encode()).hexdigest()[:32]
    headers = (
        _from(site.sender_name, str(sender)),
        _plain("To", str(mail.to)),
        _in_words("Subject", content.subject),
        _plain("Date", format_datetime(mail.created_at)),
        _plain("Message-ID", message_id),
        # RFC 3834 §5: no vacation reply and no bounce in answer to ours.
        _plain("Auto-Submitted", "auto-generated"),
        _plain("MIME-Version", "1.0"),
        f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"\r\n',
        _plain("Content-Language", mail.locale.value),
    )
    return "\r\n".join(
        (
            "".join(headers),
            f"--{boundary}",
            _part("plain", content.text.replace(LINK_PLACE, url)),
            f"--{boundary}",
            _part("html", content.html.replace(LINK_PLACE, escape(url))),
            f"--{boundary}--",
            "",
        )
    ).encode("ascii")


# A site has one sender, and templates have few subjects.
@lru_cache(maxsize=256)
def _from(name: str, address: str) -> str:
    return _in_words("From", str(Address(name, addr_spec=address)))


@lru_cache(maxsize=256)
def _in_words(name: str, value: str) -> str:
    message = EmailMessage(policy=SMTP)
    message[name] = value
    # The email package decodes encoded words, and line breaks come out of some.
    if any(category(sign) == "Cc" for sign in message[name]):
        raise ValueError(_BROKEN)
    return message.as_bytes().decode("ascii").removesuffix("\r\n")


def _plain(name: str, value: str) -> str:
    """
    A header that has no words in it, and is neither folded nor encoded.
    """
    if not _PLAIN.fullmatch(value):
        raise ValueError(_BROKEN)
    return f"{name}: {value}\r\n"


def _part(subtype: str, text: str) -> str:
    encoded = b2a_qp(text.replace("\r\n", "\n").encode())
    return (
        f'Content-Type: text/{subtype}; charset="utf-8"\n'
        "Content-Transfer-Encoding: quoted-printable\n\n"
        f"{encoded.decode('ascii')}"
    ).replace("\n", "\r\n")
