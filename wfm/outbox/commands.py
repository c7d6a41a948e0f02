"""`flask send-test-mail`: whether mails leave."""

from __future__ import annotations

import smtplib

import click
from flask import current_app
from flask_babel import gettext as _

from wfm.core.commands import command
from wfm.core.errors import Conflict
from wfm.outbox.smtp import connection, message


@command("send-test-mail")
@click.option("--to", required=True, help="The address it goes to.")
def send_test_mail(to: str) -> None:
    """Send one mail at once, past the outbox, and say what the mail server answered."""
    settings = current_app.config["WFM_SETTINGS"]
    if not settings.smtp_host:
        raise Conflict(_("No mail server is set; set WFM_SMTP_HOST and WFM_MAIL_FROM."))
    made = message(settings, to=to, subject=_("A test"), text=_("Mails of workforce management arrive."), html=None, key="test")
    try:
        with connection(settings) as server:
            server.send_message(made)
    except (OSError, smtplib.SMTPException) as error:
        raise Conflict(_("The mail server %(host)s did not take it: %(why)s", host=settings.smtp_host, why=error)) from error
    click.echo(_("The mail server %(host)s has taken a mail to %(to)s.", host=settings.smtp_host, to=to))


COMMANDS = (send_test_mail,)
