"""
What a mail costs before it is sent, beside the email package left to itself.
"""

from email.message import EmailMessage
from email.policy import SMTP

from pixorga import Locale
from pixorga.mail import JinjaRenderer
from pixorga.mail.mime import build
from pixorga.mail.preview import SAMPLE_SITE
from pixorga.ports.renderer import LINK_PLACE
from pixorga.testing.builders import a_mail
from tests.bench.registry import Aim, Finding, measure
from tests.bench.timing import Effort, in_turn, per_call

URL = f"https://orga.example.fr/rejoindre/0750655E.{'A' * 22}.apaGAA.{'B' * 43}"
MAIL = a_mail()
MESSAGE_ID = f"<0750655E.{MAIL.id}.0123456789abcdef@example.fr>"


@measure("mail.render_ms", Aim(limit=1, unit="ms"))
def render(effort: Effort) -> Finding:
    """
    Wording and building a mail with an activation link, its templates compiled.
    """
    renderer = JinjaRenderer(site=SAMPLE_SITE)

    def ours() -> None:
        content = renderer.render(MAIL.message, locale=Locale.FR)
        build(MAIL, content, url=URL, site=SAMPLE_SITE, message_id=MESSAGE_ID)

    content = renderer.render(MAIL.message, locale=Locale.FR)

    def email_package() -> None:
        message = EmailMessage(policy=SMTP)
        message["From"] = SAMPLE_SITE.sender
        message["To"] = str(MAIL.to)
        message["Subject"] = content.subject
        message.set_content(content.text.replace(LINK_PLACE, URL))
        message.add_alternative(content.html.replace(LINK_PLACE, URL), subtype="html")
        message.as_bytes()

    calls = effort.calls(100)
    contenders = {
        "pixorga, words and bytes": per_call(ours, calls=calls),
        "EmailMessage, bytes only": per_call(email_package, calls=calls),
    }
    times = in_turn(contenders, effort)
    value = times["pixorga, words and bytes"].median * 1e3
    return Finding(times=times, ratio=value, value=value, unit="ms")
