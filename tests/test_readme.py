"""
What the README shows runs as it stands, over real SMTP and on a real file.
"""

import email
import re
import socket
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

README = Path(__file__).parents[1] / "README.md"


class Catcher:
    """
    A mail server that keeps what it gets.
    """

    def __init__(self):
        self.envelopes = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        """
        Keep one mail.
        """
        self.envelopes.append(envelope)
        return "250 kept"


@pytest.fixture
def catcher():
    """
    A mail server on a free port of this machine.
    """
    handler = Catcher()
    with socket.create_server(("127.0.0.1", 0)) as free:
        handler.port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    yield handler
    controller.stop()


class TestReadme:
    def test_journey(self, catcher, tmp_path, monkeypatch, capsys):
        """
        The README's code, pasted in order, ends with an administrator and refusals.
        """
        monkeypatch.chdir(tmp_path)
        # Only the catcher's port is another: 1025 may be taken.
        text = README.read_text().replace("port=1025", f"port={catcher.port}")
        blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)

        def read_mail(prompt):
            (envelope,) = catcher.envelopes
            mail = email.message_from_bytes(envelope.content, policy=default)
            text = mail.get_body(("plain",)).get_content()
            return re.search(r"rejoindre/(\S+)", text)[1]

        names = {"input": read_mail}
        for block in blocks:
            exec(block, names)  # noqa: S102

        (envelope,) = catcher.envelopes
        assert envelope.rcpt_tos == ["ce.0750655e@ac-paris.fr"]
        printed = capsys.readouterr().out
        assert printed.startswith("Collège Baker\nAdministrator(")
        assert "uai UAI_KEY La lettre finale" in printed
        assert "first_name FIELD_BLANK" in printed
        assert "LINK_REPLAYED" in printed

    def test_journey_is_short(self):
        """
        The journey takes fifteen lines, as announced.
        """
        block = re.search(r"```python\n(.*?)```", README.read_text(), re.DOTALL)[1]

        assert len(block.splitlines()) == 15
