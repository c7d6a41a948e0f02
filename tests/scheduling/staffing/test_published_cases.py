"""Every published Erlang value of the data folder, computed anew. Skipped where the folder is absent."""

import csv
import math
from collections.abc import Callable
from pathlib import Path

import pytest
from scipy.optimize import brentq

from scheduling.staffing.erlang import (
    QueueMeasures,
    erlang_b,
    erlang_c,
    log_erlang_b,
    log_erlang_c,
    measure_erlang_a,
    measure_erlang_c,
)
from scheduling.staffing.minimum import Queue, agents_needed
from scheduling.staffing.targets import ServiceTarget, with_shrinkage

CASES = Path(__file__).resolve().parents[4] / "shared" / "data" / "erlang" / "erlang_cases.csv"

pytestmark = pytest.mark.skipif(not CASES.exists(), reason=f"{CASES} is absent")


def c(load: float, agents: int, handle_time: float = 180, threshold: float = 20) -> QueueMeasures:
    return measure_erlang_c(load_erlangs=load, agents=agents, handle_time_seconds=handle_time, threshold_seconds=threshold)


def a(load: float, agents: int, handle_time: float, patience: float) -> QueueMeasures:
    return measure_erlang_a(
        load_erlangs=load, agents=agents, handle_time_seconds=handle_time, patience_seconds=patience, threshold_seconds=20
    )


def needed(contacts_per_hour: float, handle_time: float, share: float, threshold: float, occupancy: float | None = None) -> int:
    target = ServiceTarget(share, threshold, occupancy_share_max=occupancy)
    return agents_needed(Queue(contacts_per_hour, handle_time), target=target)


def scheduled(agents: int, shrinkage_share: float) -> int:
    return math.ceil(with_shrinkage(agents, shrinkage_share=shrinkage_share) - 1e-9)


def channels_for(load: float, blocking_max: float) -> int:
    return next(n for n in range(1, 10_000) if erlang_b(load_erlangs=load, agents=n) <= blocking_max)


def percent_seconds_percent(found: QueueMeasures) -> str:
    return f"{round(100 * found.service_level_share)}/{round(found.wait_seconds)}/{round(100 * found.occupancy_share)}"


def wait_exceeded_by(share: float, load: float, agents: int, handle_time: float) -> float:
    return float(brentq(lambda threshold: 1 - c(load, agents, handle_time, threshold).service_level_share - share, 0, 3600))


README = "A=10 (100 calls/1800 s, AHT 180 s), agents="
PATIENT = "100 calls/30 min, AHT 3 min, patience 5 min (exp), agents="
FAST_FORWARD = "A=29.1667, AHT 210 s, agents="
COMPUTED: dict[tuple[str, str], Callable[[], float | str]] = {
    (f"{README}11", "P(wait)"): lambda: erlang_c(load_erlangs=10, agents=11),
    (f"{README}11, t=20 s", "SL"): lambda: c(10, 11).service_level_share,
    (f"{README}11", "occupancy"): lambda: c(10, 11).occupancy_share,
    (f"{README}12", "P(wait)"): lambda: erlang_c(load_erlangs=10, agents=12),
    (f"{README}12", "ASA s"): lambda: c(10, 12).wait_seconds,
    (f"{README}12", "occupancy"): lambda: c(10, 12).occupancy_share,
    (f"{README}13, t=20 s", "SL"): lambda: c(10, 13).service_level_share,
    (f"{README}13", "ASA s"): lambda: c(10, 13).wait_seconds,
    (f"{README}14", "P(wait)"): lambda: erlang_c(load_erlangs=10, agents=14),
    (f"{README}14, t=20 s", "SL"): lambda: c(10, 14).service_level_share,
    (f"{README}14", "occupancy"): lambda: c(10, 14).occupancy_share,
    ("A=10, AHT 180 s, SL 80% in 20 s, max occupancy 85%", "agents"): lambda: needed(200, 180, 0.8, 20, 0.85),
    ("A=10, AHT 3 min, t=0.33 min, SL 80%, max occ 0.70", "agents"): lambda: needed(200, 180, 0.8, 19.8, 0.7),
    ("A=10, AHT 3 min, t=0.33 min, agents=15", "SL"): lambda: c(10, 15, 180, 19.8).service_level_share,
    ("A=10, AHT 3 min, t=20 s, SL 90%", "scheduled at 30% shrinkage"): lambda: scheduled(needed(200, 180, 0.9, 20), 0.3),
    (f"{PATIENT}14", "P(wait)"): lambda: a(10, 14, 180, 300).delay_share,
    (f"{PATIENT}14", "occupancy"): lambda: a(10, 14, 180, 300).occupancy_share,
    (f"{PATIENT}14", "mean wait min"): lambda: a(10, 14, 180, 300).wait_seconds / 60,
    (f"{PATIENT}13", "P(abandon)"): lambda: a(10, 13, 180, 300).abandonment_share,
    (f"{PATIENT}13", "occupancy"): lambda: a(10, 13, 180, 300).occupancy_share,
    ("100 calls/30 min, AHT 3 min, patience 3 min, agents=13", "P(abandon)"): lambda: a(10, 13, 180, 180).abandonment_share,
    ("100 calls/30 min, AHT 3 min, patience 5 min, agents=13", "P(abandon)"): lambda: a(10, 13, 180, 300).abandonment_share,
    ("A=123, agents=132", "P(wait)"): lambda: erlang_c(load_erlangs=123, agents=132),
    ("A=12345, agents=12421", "P(wait)"): lambda: erlang_c(load_erlangs=12345, agents=12421),
    ("1000 calls/h, AHT 120 s, SL 80/20, max occ 85%", "agents"): lambda: needed(1000, 120, 0.8, 20, 0.85),
    ("same, agents=40", "SL"): lambda: c(100 / 3, 40, 120).service_level_share,
    ("same, agents=40", "ASA s"): lambda: c(100 / 3, 40, 120).wait_seconds,
    ("same, agents=35", "SL"): lambda: c(100 / 3, 35, 120).service_level_share,
    ("same, agents=35", "occupancy"): lambda: c(100 / 3, 35, 120).occupancy_share,
    ("25 calls/900 s, AHT 752 s, SL 90% in 20 s", "agents"): lambda: needed(100, 752, 0.9, 20),
    ("A=5, channels=10", "blocking"): lambda: erlang_b(load_erlangs=5, agents=10),
    ("A=20, channels=10", "blocking"): lambda: erlang_b(load_erlangs=20, agents=10),
    ("A=708, blocking<=1%", "channels"): lambda: channels_for(708, 0.01),
    ("50 agents, shrinkage 20%", "scheduled"): lambda: scheduled(50, 0.2),
    ("200 calls/h, AHT 180 s, SL 80% in 60 s", "agents"): lambda: needed(200, 180, 0.8, 60),
    ("250 calls/h, AHT 330 s, SL 80% in 30 s", "agents"): lambda: needed(250, 330, 0.8, 30),
    ("11 agents, shrinkage 30%", "scheduled"): lambda: scheduled(11, 0.3),
    ("A=3.87, servers=8", "P(wait)"): lambda: erlang_c(load_erlangs=3.87, agents=8),
    ("A=3.87, servers=8, P(wait>1 holding time | wait)", "prob"): lambda: (
        (1 - c(3.87, 8, 1, 1).service_level_share) / c(3.87, 8).delay_share
    ),
    ("A=3.87, servers=10, same", "prob"): lambda: (1 - c(3.87, 10, 1, 1).service_level_share) / c(3.87, 10).delay_share,
    ("A=10/12, servers=2", "Lq"): lambda: c(10 / 12, 2).waiting_contacts,
    ("A=10/12, servers=3", "P(wait)"): lambda: c(10 / 12, 3).delay_share,
    ("A=10/12, servers=4", "P(wait)"): lambda: c(10 / 12, 4).delay_share,
    ("A=10/12, servers=4", "Lq"): lambda: c(10 / 12, 4).waiting_contacts,
    ("A=10/12, servers=5", "Lq"): lambda: c(10 / 12, 5).waiting_contacts,
    ("lambda 9, mu 5, servers=2", "Lq"): lambda: c(9 / 5, 2).waiting_contacts,
    ("lambda 9, mu 5, servers=4", "Lq"): lambda: c(9 / 5, 4).waiting_contacts,
    ("lambda 9, mu 5, servers=4", "response time"): lambda: c(9 / 5, 4, 1 / 5).wait_seconds + 1 / 5,
    ("A=9000, servers=10000", "ln P(wait)"): lambda: log_erlang_c(load_erlangs=9000, agents=10000),
    ("A=10, servers=100", "ln P(wait)"): lambda: log_erlang_c(load_erlangs=10, agents=100),
    ("A=12000, channels=10000", "ln blocking"): lambda: log_erlang_b(load_erlangs=12000, agents=10000),
    ("A=20, channels=100", "ln blocking"): lambda: log_erlang_b(load_erlangs=20, agents=100),
    (f"{FAST_FORWARD}30", "SL % / ASA s / occ %"): lambda: percent_seconds_percent(c(29.1667, 30, 210)),
    (f"{FAST_FORWARD}31", "SL % / ASA s / occ %"): lambda: percent_seconds_percent(c(29.1667, 31, 210)),
    (f"{FAST_FORWARD}33", "SL % / ASA s / occ %"): lambda: percent_seconds_percent(c(29.1667, 33, 210)),
    (f"{FAST_FORWARD}34", "SL % / ASA s / occ %"): lambda: percent_seconds_percent(c(29.1667, 34, 210)),
    (f"{FAST_FORWARD}36", "SL % / ASA s / occ %"): lambda: percent_seconds_percent(c(29.1667, 36, 210)),
    (f"{FAST_FORWARD}37", "SL % / ASA s / occ %"): lambda: percent_seconds_percent(c(29.1667, 37, 210)),
    (f"{FAST_FORWARD}39", "SL % / ASA s / occ %"): lambda: percent_seconds_percent(c(29.1667, 39, 210)),
    (f"{FAST_FORWARD}40", "SL % / ASA s / occ %"): lambda: percent_seconds_percent(c(29.1667, 40, 210)),
    # Gans, Koole & Mandelbaum 2003: 48 calls a minute of one minute each, 50 agents, patience 2 minutes.
    ("same", "mean wait s"): lambda: a(48, 50, 60, 120).wait_seconds,
    ("same", "utilisation"): lambda: a(48, 50, 60, 120).occupancy_share,
    ("same, no abandonment", "ASA s"): lambda: c(48, 50, 60).wait_seconds,
    ("same, no abandonment", "90th percentile wait s"): lambda: wait_exceeded_by(0.1, 48, 50, 60),
    ("same, no abandonment", "utilisation"): lambda: c(48, 50, 60).occupancy_share,
}


def published() -> list[dict[str, str]]:
    if not CASES.exists():
        return []
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_no_published_case_is_left_out() -> None:
    assert {(case["inputs"], case["metric"]) for case in published()} == set(COMPUTED)


@pytest.mark.parametrize("case", published(), ids=lambda case: f"{case['model']}: {case['inputs']}: {case['metric']}")
def test_published_value(case: dict[str, str]) -> None:
    found = COMPUTED[case["inputs"], case["metric"]]()

    if case["tolerance"] == "exact":
        assert found == case["published_value"]
    else:
        assert found == pytest.approx(float(case["published_value"]), rel=0, abs=float(case["tolerance"]) or 1e-12)
