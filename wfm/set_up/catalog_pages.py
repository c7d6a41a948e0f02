"""Work types, and the channels, departments and bundles they name."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from wfm.agents.queries import roster_groups
from wfm.catalog import services as catalog
from wfm.catalog.kinds import CoverageMode, Stage, TargetKind
from wfm.catalog.queries import bundles, channels, departments
from wfm.core import clock
from wfm.core.access import Permission, current_actor, requires
from wfm.core.cells import WrongCells
from wfm.core.errors import NotFound
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.set_up import services
from wfm.set_up.queries import find_work_type_of, work_types_of
from wfm.set_up.work_type_form import NEW_WORK_TYPE, cells_of_work_type


@requires(Permission.MANAGE_CATALOG)
def work_types() -> str:
    """Every work type the actor sees, with what it is staffed for."""
    session = read_session()
    return render_template(
        "set_up/work_types.html",
        work_types=work_types_of(session, actor=current_actor()),
        channels={channel.id: channel for channel in channels(session)},
        groups={group.id: group for group in roster_groups(session)},
        departments=departments(session),
        bundles=bundles(session),
    )


@requires(Permission.MANAGE_CATALOG)
def new_work_type() -> str:
    """A form for one more."""
    session = read_session()
    groups = [group for group in roster_groups(session) if current_actor().sees_group(group.id)]
    held = NEW_WORK_TYPE | ({"opening_zone": groups[0].zone, "roster_group": str(groups[0].id)} if len(groups) == 1 else {})
    return _form(None, held, {})


@requires(Permission.MANAGE_CATALOG)
def add_work_type() -> Response | tuple[str, int]:
    """One more kind of work is planned."""
    return _save(None)


@requires(Permission.MANAGE_CATALOG)
def work_type(work_type_id: int) -> str:
    """One work type."""
    found = find_work_type_of(read_session(), work_type_id=work_type_id, actor=current_actor())
    return _form(work_type_id, cells_of_work_type(found), {}, is_active=found.is_active)


@requires(Permission.MANAGE_CATALOG)
def save_work_type(work_type_id: int) -> Response | tuple[str, int]:
    """The work type is as the form says; weeks that are staffed from now on go by it."""
    return _save(work_type_id)


@requires(Permission.MANAGE_CATALOG)
def retire_work_type(work_type_id: int) -> Response:
    """The work type is planned no longer."""
    with unit_of_work() as session:
        services.retire(session, work_type_id=work_type_id, actor=current_actor(), now=clock.now())
    flash(_("Planned no longer; its history stays."))
    return redirect(url_for("set_up.work_types"))


@requires(Permission.MANAGE_CATALOG)
def add_part(kind: str) -> Response:
    """One more channel, department or bundle."""
    name, code, actor, now = request.form.get("name", "").strip(), request.form.get("code", "").strip(), current_actor(), clock.now()
    with unit_of_work() as session:
        if kind == "channels":
            catalog.create_channel(session, code=code, name=name, actor=actor, now=now)
        elif kind == "bundles":
            catalog.create_bundle(session, code=code, name=name, actor=actor, now=now)
        elif kind == "departments":
            catalog.create_department(session, name=name, actor=actor, now=now)
        else:
            raise NotFound(_("There is nothing at this address."))
    flash(_("%(name)s is there.", name=name))
    return redirect(url_for("set_up.work_types", _anchor=kind))


def _save(work_type_id: int | None) -> Response | tuple[str, int]:
    cells = {name: value.strip() for name, value in request.form.items() if name != "csrf_token"}
    try:
        with unit_of_work() as session:
            services.save_work_type(session, work_type_id=work_type_id, cells=cells, actor=current_actor(), now=clock.now())
    except WrongCells as error:
        return _form(work_type_id, cells, error.by_column), 422
    flash(_("Saved.") if work_type_id else _("%(name)s is there.", name=cells["name"]))
    return redirect(url_for("set_up.work_types"))


def _form(work_type_id: int | None, cells: dict[str, str], faults: dict[str, str], *, is_active: bool = True) -> str:
    session, actor = read_session(), current_actor()
    return render_template(
        "set_up/work_type.html",
        work_type_id=work_type_id,
        cells=cells,
        faults=faults,
        is_active=is_active,
        channels=channels(session),
        bundles=bundles(session),
        departments=departments(session),
        groups=[group for group in roster_groups(session) if actor.sees_group(group.id)],
        sees_all=actor.roster_group_ids is None,
        modes=list(CoverageMode),
        stages=list(Stage),
        targets=list(TargetKind),
    )
