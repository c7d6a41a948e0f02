"""`flask create-admin`: the first person who can sign in and let others in."""

from __future__ import annotations

import click
from flask import current_app
from flask_babel import gettext as _

from wfm.accounts.services import create_administrator
from wfm.accounts.sign_in_services import make_password_link
from wfm.core import clock
from wfm.core.access import COMMAND_LINE
from wfm.core.commands import command
from wfm.core.unit_of_work import unit_of_work


@command("create-admin")
@click.option("--email", required=True, help="The address they sign in with.")
@click.option("--name", required=True, help="What they are called.")
def create_admin(email: str, name: str) -> None:
    """Give somebody an account with the role of an administrator."""
    with unit_of_work() as session:
        user = create_administrator(session, email=email, display_name=name, actor=COMMAND_LINE, now=clock.now())
        link = make_password_link(session, user_id=user.id, actor=COMMAND_LINE, now=clock.now())
    click.echo(_("%(name)s (%(email)s) is an administrator.", name=name, email=link.email))
    path = current_app.url_map.bind("").build("accounts.password", {"secret": link.secret})
    base = current_app.config["WFM_SETTINGS"].public_url.rstrip("/")
    click.echo(_("They choose a password within seven days at this address of your service: %(address)s", address=base + path))


COMMANDS = (create_admin,)
