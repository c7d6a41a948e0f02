"""Edits on a draft with the real law: made, refused by rule, forced with a reason, stale, replayed, taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.factories import NOW
from tests.support.weeks import SmallWeek, a_small_week
from wfm.accounts.services import RoleGrant, UserDetails, create_user
from wfm.audit.models import AuditLine
from wfm.core.access import Actor, Role
from wfm.core.errors import NotAllowed
from wfm.editing.edits import (
    AddShift,
    ChangeLock,
    Edit,
    EditNotPossible,
    MoveBreak,
    MoveShift,
    PaintShift,
    ReassignShift,
    RemoveShift,
    ResizeShift,
    SplitSegment,
)
from wfm.editing.holding import EditOutcome, NotOnTheBoard, StaleEdit
from wfm.editing.queries import edits_of_draft, forced_reasons
from wfm.editing.services import EditBreaksTheLaw, edit_draft, open_published
from wfm.editing.timeline import Purpose
from wfm.editing.undo_services import NothingToUndo, redo, undo
from wfm.editing.warnings import warnings_of
from wfm.rosters.content import SegmentContent, ShiftContent, WeekContent
from wfm.rosters.kinds import LockKind, SegmentKind
from wfm.rosters.locks import HeldLock, locks_of_draft, tokens_and_locks
from wfm.rosters.models import RosterDraft
from wfm.rosters.queries import draft_contents
from wfm.rosters.services import DraftIsClosed, NoSuchDraft, create_draft, discard_draft
from wfm.solves.services import publish

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
HOUR = timedelta(hours=1)
QUARTER = timedelta(minutes=15)


@dataclass
class Desk:
    """A draft in which each person works five hours on Monday from 8:00 UTC on the first work type, and whoever edits it."""

    session: Session
    small: SmallWeek
    draft: RosterDraft
    ines: Actor
    tom: Actor
    requests: int = 0

    @property
    def agent_ids(self) -> list[int]:
        return [agent.id for agent in self.small.agents]

    @property
    def phone(self) -> Purpose:
        return Purpose(kind=SegmentKind.WORK, work_type_id=self.small.work_types[0].id)

    @property
    def chat(self) -> Purpose:
        return Purpose(kind=SegmentKind.WORK, work_type_id=self.small.work_types[1].id)

    def tokens(self) -> dict[int, int]:
        return dict(tokens_and_locks(self.session, draft_id=self.draft.id)[0])

    def shifts(self, at: int = 0) -> list[tuple[float, float]]:
        """When somebody works, in hours from Monday 0:00 UTC."""
        found = {content.agent_id: content for content in draft_contents(self.session, draft_id=self.draft.id)}
        return [((shift.starts_at - MONDAY) / HOUR, (shift.ends_at - MONDAY) / HOUR) for shift in found[self.agent_ids[at]].shifts]

    def parts(self, at: int = 0) -> list[tuple[str, float, float]]:
        found = {content.agent_id: content for content in draft_contents(self.session, draft_id=self.draft.id)}
        return [
            (part.kind.value, (part.starts_at - MONDAY) / HOUR, (part.ends_at - MONDAY) / HOUR)
            for shift in found[self.agent_ids[at]].shifts
            for part in shift.segments
        ]

    def do(
        self, edit: Edit, *, by: Actor | None = None, tokens: dict[int, int] | None = None, key: str = "", reason: str | None = None
    ) -> EditOutcome:
        self.requests += 1
        return edit_draft(
            self.session,
            draft_id=self.draft.id,
            edit=edit,
            tokens=self.tokens() if tokens is None else tokens,
            request_key=key or f"request-{self.requests}",
            reason=reason,
            actor=by or self.ines,
            now=NOW,
        )

    def move(self, hours: float, *, at: int = 0, start: float = 8) -> MoveShift:
        return MoveShift(agent_id=self.agent_ids[at], shift=MONDAY + start * HOUR, starts_at=MONDAY + hours * HOUR)


def a_lead(session: Session, name: str, role: Role = Role.LEAD) -> Actor:
    details = UserDetails(email=f"{name.lower()}@example.com", display_name=name)
    user = create_user(session, details=details, grants=[RoleGrant(role=role)], actor=Actor(id=None, name="setup"), now=NOW)
    return Actor(id=user.id, name=name, roles=frozenset({role}))


@pytest.fixture
def desk(session: Session) -> Desk:
    small = a_small_week(session, people=2, heads=2.0, zones=("UTC",))
    start = MONDAY + 8 * HOUR
    part = SegmentContent(SegmentKind.WORK, start, start + 5 * HOUR, work_type_id=small.work_types[0].id)
    shift = ShiftContent(start, start + 5 * HOUR, (part,))
    draft = create_draft(
        session,
        week=small.week,
        contents=[WeekContent(agent.id, (shift,)) for agent in small.agents],
        requirement_id=small.requirement.id,
        solve_run_id=None,
        actor=Actor(id=None, name="setup"),
        now=NOW,
    )
    return Desk(session, small, draft, a_lead(session, "Ines"), a_lead(session, "Tom"))


def test_a_shift_moves_and_its_token_grows(desk: Desk) -> None:
    before = desk.tokens()

    outcome = desk.do(desk.move(9))

    assert desk.shifts(0) == [(9, 14)]
    assert desk.shifts(1) == [(8, 13)]
    assert outcome.edit.told.endswith("Mon 08:00–13:00 moved to Mon 09:00–14:00")
    assert desk.tokens() == {desk.agent_ids[0]: before[desk.agent_ids[0]] + 1, desk.agent_ids[1]: before[desk.agent_ids[1]]}


def test_a_longer_shift_gets_the_break_it_owes(desk: Desk) -> None:
    desk.do(ResizeShift(agent_id=desk.agent_ids[0], shift=MONDAY + 8 * HOUR, starts_at=MONDAY + 8 * HOUR, ends_at=MONDAY + 16 * HOUR))

    assert desk.parts() == [("work", 8, 12), ("break", 12, 12.5), ("work", 12.5, 16)]


def test_a_shorter_one_loses_it_again(desk: Desk) -> None:
    resize = ResizeShift(agent_id=desk.agent_ids[0], shift=MONDAY + 8 * HOUR, starts_at=MONDAY + 8 * HOUR, ends_at=MONDAY + 16 * HOUR)
    desk.do(resize)

    desk.do(replace(resize, ends_at=MONDAY + 12.5 * HOUR))

    assert desk.parts() == [("work", 8, 12.5)]


def test_a_shift_is_handed_to_somebody_else(desk: Desk) -> None:
    desk.do(RemoveShift(agent_id=desk.agent_ids[1], shift=MONDAY + 8 * HOUR))

    desk.do(ReassignShift(agent_id=desk.agent_ids[0], to_agent_id=desk.agent_ids[1], shift=MONDAY + 8 * HOUR, starts_at=MONDAY + 10 * HOUR))

    assert (desk.shifts(0), desk.shifts(1)) == ([], [(10, 15)])


def test_a_shift_is_added_with_its_break_and_taken_away(desk: Desk) -> None:
    desk.do(AddShift(agent_id=desk.agent_ids[0], starts_at=MONDAY + 33 * HOUR, ends_at=MONDAY + 41 * HOUR, purpose=desk.chat))
    assert desk.shifts() == [(8, 13), (33, 41)]
    assert ("break", 37, 37.5) in desk.parts()

    desk.do(RemoveShift(agent_id=desk.agent_ids[0], shift=MONDAY + 33 * HOUR))

    assert desk.shifts() == [(8, 13)]


def test_work_changes_in_part_of_a_shift_and_a_block_can_be_split(desk: Desk) -> None:
    of = {"agent_id": desk.agent_ids[0], "shift": MONDAY + 8 * HOUR}
    desk.do(PaintShift(**of, starts_at=MONDAY + 10 * HOUR, ends_at=MONDAY + 13 * HOUR, purpose=desk.chat))
    assert desk.parts() == [("work", 8, 10), ("work", 10, 13)]

    desk.do(SplitSegment(**of, at=MONDAY + 11.5 * HOUR))
    assert desk.parts() == [("work", 8, 10), ("work", 10, 11.5), ("work", 11.5, 13)]

    desk.do(PaintShift(**of, starts_at=MONDAY + 10 * HOUR, ends_at=MONDAY + 13 * HOUR, purpose=desk.phone))
    assert desk.parts() == [("work", 8, 13)]


def test_a_break_moves_within_its_window_and_no_further(desk: Desk) -> None:
    of = {"agent_id": desk.agent_ids[0], "shift": MONDAY + 8 * HOUR}
    desk.do(ResizeShift(**of, starts_at=MONDAY + 8 * HOUR, ends_at=MONDAY + 16 * HOUR))

    desk.do(MoveBreak(**of, segment=MONDAY + 12 * HOUR, starts_at=MONDAY + 11 * HOUR))
    assert desk.parts() == [("work", 8, 11), ("break", 11, 11.5), ("work", 11.5, 16)]

    with pytest.raises(EditBreaksTheLaw) as refused:
        desk.do(MoveBreak(**of, segment=MONDAY + 11 * HOUR, starts_at=MONDAY + 14.5 * HOUR))
    assert [finding.rule for finding in refused.value.findings] == ["breaks"]


def test_the_law_refuses_by_rule_in_plain_words_and_own_time(desk: Desk) -> None:
    too_early = AddShift(agent_id=desk.agent_ids[0], starts_at=MONDAY + 24 * HOUR, ends_at=MONDAY + 29 * HOUR, purpose=desk.phone)
    late = desk.do(desk.move(15))

    with pytest.raises(EditBreaksTheLaw) as refused:
        desk.do(too_early)

    (finding,) = refused.value.findings
    assert (finding.rule, finding.title) == ("rest", "Too little rest between shifts")
    assert "Tue 24 Nov 00:00" in finding.text
    assert refused.value.may_force
    assert desk.shifts() == [(15, 20)]
    assert [edit.id for edit in edits_of_draft(desk.session, draft_id=desk.draft.id)] == [late.edit.id]


def test_who_may_force_gives_a_reason_that_stays_to_be_seen(desk: Desk) -> None:
    desk.do(desk.move(15))
    early = AddShift(agent_id=desk.agent_ids[0], starts_at=MONDAY + 24 * HOUR, ends_at=MONDAY + 29 * HOUR, purpose=desk.phone)

    with pytest.raises(EditNotPossible):
        desk.do(early, reason="   ")
    outcome = desk.do(early, reason="Storm at the other site")

    assert outcome.edit.reason == "Storm at the other site"
    assert forced_reasons(desk.session, draft_id=desk.draft.id) == {desk.agent_ids[0]: [("Ines", "Storm at the other site")]}
    assert [finding.rule for finding in warnings_of(desk.session, week=desk.small.week, draft_id=desk.draft.id) if finding.is_hard] == [
        "rest"
    ]
    line = desk.session.scalars(select(AuditLine).where(AuditLine.action == "force_edit")).one()
    assert line.after is not None
    assert line.after["reason"] == "Storm at the other site"
    assert "Too little rest" in line.after["broken"][0]


def test_what_was_forced_does_not_stop_other_edits(desk: Desk) -> None:
    desk.do(desk.move(15))
    early = AddShift(agent_id=desk.agent_ids[0], starts_at=MONDAY + 24 * HOUR, ends_at=MONDAY + 29 * HOUR, purpose=desk.phone)
    desk.do(early, reason="Storm")

    desk.do(AddShift(agent_id=desk.agent_ids[0], starts_at=MONDAY + 80 * HOUR, ends_at=MONDAY + 85 * HOUR, purpose=desk.phone))

    assert len(desk.shifts()) == 3


def test_work_on_a_public_holiday_is_good_to_know_and_no_breach(desk: Desk) -> None:
    desk.small.agents[0].country = "JP"

    outcome = desk.do(desk.move(10))

    (finding,) = (finding for finding in outcome.findings if finding.rule == "public_holiday")
    assert (finding.is_hard, finding.text) == (False, "Mon, Nov 23: Labor Thanksgiving Day")


def test_a_role_without_force_is_refused_even_with_a_reason(desk: Desk) -> None:
    hr = a_lead(desk.session, "Hanna", Role.HR)

    with pytest.raises(NotAllowed):
        desk.do(
            ResizeShift(agent_id=desk.agent_ids[0], shift=MONDAY + 8 * HOUR, starts_at=MONDAY + 8 * HOUR, ends_at=MONDAY + 9 * HOUR),
            by=hr,
            reason="x",
        )


def test_a_stale_edit_is_refused_and_told_what_changed_and_by_whom(desk: Desk) -> None:
    seen = desk.tokens()
    desk.do(desk.move(10), by=desk.tom)

    with pytest.raises(StaleEdit, match=r"Changed meanwhile by Tom \(.*moved to Mon 10:00–15:00\)"):
        desk.do(desk.move(9), tokens=seen)
    desk.do(desk.move(9, at=1), tokens=seen)

    assert (desk.shifts(0), desk.shifts(1)) == ([(10, 15)], [(9, 14)])


def test_the_same_request_twice_is_done_once(desk: Desk) -> None:
    seen = desk.tokens()
    first = desk.do(desk.move(9), tokens=seen, key="abc")
    again = desk.do(desk.move(9), tokens=seen, key="abc")

    assert first.edit.id == again.edit.id
    assert desk.shifts() == [(9, 14)]
    assert len(edits_of_draft(desk.session, draft_id=desk.draft.id)) == 1


@pytest.mark.parametrize("kind", ["shift", "segment"])
def test_what_is_locked_stands_until_it_is_unlocked(desk: Desk, kind: str) -> None:
    lock = HeldLock(LockKind(kind), starts_at=MONDAY + 8 * HOUR, ends_at=MONDAY + 13 * HOUR if kind == "segment" else None)
    desk.do(ChangeLock(agent_id=desk.agent_ids[0], lock=lock, is_locked=True))
    assert locks_of_draft(desk.session, draft_id=desk.draft.id) == {desk.agent_ids[0]: (lock,)}

    with pytest.raises(EditBreaksTheLaw) as refused:
        desk.do(desk.move(9))
    assert refused.value.findings[0].rule == f"locked_{kind}"

    desk.do(ChangeLock(agent_id=desk.agent_ids[0], lock=lock, is_locked=False))
    desk.do(desk.move(9))
    assert desk.shifts() == [(9, 14)]


def test_a_locked_day_off_stays_free(desk: Desk) -> None:
    tuesday = HeldLock(LockKind.DAY_OFF, local_date=(MONDAY + 24 * HOUR).date())
    desk.do(ChangeLock(agent_id=desk.agent_ids[0], lock=tuesday, is_locked=True))

    with pytest.raises(EditBreaksTheLaw) as refused:
        desk.do(
            AddShift(agent_id=desk.agent_ids[0], starts_at=MONDAY + 33 * HOUR, ends_at=MONDAY + 38 * HOUR, purpose=desk.phone),
            reason="need",
        )
    assert (refused.value.findings[0].rule, refused.value.may_force) == ("locked_day_off", False)
    monday = replace(tuesday, local_date=MONDAY.date())
    with pytest.raises(EditNotPossible, match="only a day off"):
        desk.do(ChangeLock(agent_id=desk.agent_ids[0], lock=monday, is_locked=True))


def test_each_lead_takes_back_their_own_edits_and_makes_them_again(desk: Desk) -> None:
    desk.do(desk.move(9))
    desk.do(desk.move(10, at=1), by=desk.tom)
    desk.do(desk.move(11, start=9))

    def take_back() -> None:
        undo(desk.session, draft_id=desk.draft.id, actor=desk.ines, now=NOW)

    take_back()
    assert (desk.shifts(0), desk.shifts(1)) == ([(9, 14)], [(10, 15)])
    take_back()
    assert desk.shifts(0) == [(8, 13)]
    with pytest.raises(NothingToUndo):
        take_back()
    redo(desk.session, draft_id=desk.draft.id, actor=desk.ines, now=NOW)
    assert desk.shifts(0) == [(9, 14)]
    desk.do(desk.move(12, start=9))
    with pytest.raises(NothingToUndo):
        redo(desk.session, draft_id=desk.draft.id, actor=desk.ines, now=NOW)


def test_what_somebody_else_changed_since_is_not_taken_back(desk: Desk) -> None:
    desk.do(desk.move(9))
    desk.do(desk.move(10, start=9), by=desk.tom)

    with pytest.raises(StaleEdit, match="Tom"):
        undo(desk.session, draft_id=desk.draft.id, actor=desk.ines, now=NOW)

    assert desk.shifts() == [(10, 15)]


def test_a_closed_draft_does_not_change(desk: Desk) -> None:
    tokens = desk.tokens()
    discard_draft(desk.session, draft_id=desk.draft.id, actor=desk.tom, now=NOW)

    with pytest.raises(DraftIsClosed, match="given up"):
        desk.do(desk.move(9), tokens=tokens)
    with pytest.raises(NoSuchDraft):
        edit_draft(desk.session, draft_id=9999, edit=desk.move(9), tokens={}, request_key="k", actor=desk.ines, now=NOW)


def test_a_published_week_is_opened_as_a_draft_once(desk: Desk) -> None:
    publish(desk.session, draft_id=desk.draft.id, expected_version=0, actor=desk.ines, now=NOW)
    with pytest.raises(DraftIsClosed, match="published"):
        desk.do(desk.move(9))

    opened = open_published(desk.session, week=desk.small.week, actor=desk.ines, now=NOW)

    assert opened.id != desk.draft.id
    assert draft_contents(desk.session, draft_id=opened.id) == draft_contents(desk.session, draft_id=desk.draft.id)
    assert open_published(desk.session, week=desk.small.week, actor=desk.tom, now=NOW).id == opened.id


def test_nonsense_is_refused_and_nothing_stays(desk: Desk) -> None:
    of = {"agent_id": desk.agent_ids[0], "shift": MONDAY + 8 * HOUR}
    for wrong in (
        desk.move(8),
        desk.move(9, start=7),
        MoveShift(**of, starts_at=MONDAY + 9 * HOUR + timedelta(minutes=7)),
        ResizeShift(**of, starts_at=MONDAY + 8 * HOUR, ends_at=MONDAY + 8 * HOUR),
        ResizeShift(**of, starts_at=MONDAY, ends_at=MONDAY + 30 * HOUR),
        PaintShift(**of, starts_at=MONDAY + 7 * HOUR, ends_at=MONDAY + 9 * HOUR, purpose=desk.chat),
        ReassignShift(**of, to_agent_id=desk.agent_ids[0]),
    ):
        with pytest.raises(EditNotPossible):
            desk.do(wrong)
    with pytest.raises(NotOnTheBoard):
        desk.do(ReassignShift(**of, to_agent_id=987654))

    assert (desk.shifts(0), desk.shifts(1)) == ([(8, 13)], [(8, 13)])
    assert edits_of_draft(desk.session, draft_id=desk.draft.id) == []
