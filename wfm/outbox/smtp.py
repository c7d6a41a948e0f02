"""The mail server: one connection for several mails, encrypted as the settings say."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from wfm.core import clock
from wfm.settings import Settings, SmtpSecurity

TIMEOUT_SECONDS = 20


@contextmanager
def connection(settings: Settings) -> Iterator[smtplib.SMTP]:
    """Signed in at the mail server. Raises OSError or smtplib.SMTPException."""
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if settings.smtp_security is SmtpSecurity.TLS:
        server = smtplib.SMTP_SSL(settings.smtp_host, settings.smtp_port, timeout=TIMEOUT_SECONDS, context=context)
    else:
        server = smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=TIMEOUT_SECONDS)
    with server:
        if settings.smtp_security is SmtpSecurity.STARTTLS:
            server.starttls(context=context)
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password)
        yield server


def message(settings: Settings, *, to: str, subject: str, text: str, html: str | None, key: str) -> EmailMessage:
    """The mail as it travels. The id is made of what caused it, so a mail that leaves twice is seen as one by the recipient's program."""
    made = EmailMessage()
    made["From"] = Address(display_name="Workforce management", addr_spec=settings.mail_from)
    made["To"] = to
    made["Subject"] = subject
    made["Date"] = format_datetime(clock.now())
    domain = settings.mail_from.rpartition("@")[2]
    made["Message-ID"] = make_msgid(idstring=key, domain=domain) if not key.isascii() else f"<{key.replace(' ', '-')}@{domain}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(text)
    if html is not None:
        made.add_alternative(html, subtype="html")
    return made
