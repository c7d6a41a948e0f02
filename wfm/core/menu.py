"""The main menu: each feature lists its own entries as `MENU` in its `pages` module, and only what an actor may open is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from flask import Flask

from wfm.core.access import Actor, Permission, find_current_actor


class MenuPart(StrEnum):
    """Where an entry stands: on its own, or in one of the lists that open."""

    MINE = "mine"
    WEEK = "week"
    PEOPLE = "people"
    SETTINGS = "settings"
    ACCOUNT = "account"


@dataclass(frozen=True, kw_only=True)
class MenuEntry:
    """A link. `text` is a lazy translation; `also` are endpoints on which the entry counts as the present page.

    `place` orders the entries of a part. One that `needs_agent` is for people who are rostered themselves."""

    endpoint: str
    text: object
    permission: Permission
    part: MenuPart
    place: int
    also: tuple[str, ...] = ()
    needs_agent: bool = False

    def is_open_to(self, actor: Actor) -> bool:
        return actor.may(self.permission) and (actor.agent_id is not None or not self.needs_agent)

    def leads_to(self, endpoint: str | None) -> bool:
        return endpoint == self.endpoint or endpoint in self.also


def init_app(app: Flask, entries: Iterable[MenuEntry]) -> None:
    ordered = sorted(entries, key=lambda entry: entry.place)

    def menu() -> dict[str, list[MenuEntry]]:
        actor = find_current_actor()
        shown = [] if actor is None else [entry for entry in ordered if entry.is_open_to(actor)]
        return {part.value: [entry for entry in shown if entry.part is part] for part in MenuPart}

    app.context_processor(lambda: {"menu": menu})
