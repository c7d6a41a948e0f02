"""The bank's log read and simulated: a little log of the same form, in which everything is known."""

from pathlib import Path

import pytest

from benchmarks.bank_february import FebruaryMeasurement, Reading, read_calls

COLUMNS = (
    *("vru+line", "call_id", "customer_id", "priority", "type", "date", "vru_entry", "vru_exit", "vru_time", "q_start", "q_exit", "q_time"),
    *("outcome", "ser_start", "ser_exit", "ser_time", "server"),
)
NOTHING = "0:00:00"


def line(arrives: str, waits: int, outcome: str, seconds: int, server: str) -> str:
    told = {
        "type": "PS",
        "date": "990201",
        "vru_exit": arrives,
        "q_start": arrives if waits else NOTHING,
        "q_time": str(waits),
        "outcome": outcome,
        "ser_time": str(seconds),
        "server": server,
    }
    return "\t".join(told.get(column, "0") for column in COLUMNS) + "\t"


def written(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "log.txt"
    path.write_text("\r\n".join(("\t".join(COLUMNS) + "\t", *lines)) + "\r\n")
    return path


def test_tests_of_the_line_and_answers_by_nobody_are_left_out(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        line("10:00:00", 0, "AGENT", 100, "TOVA"),
        line("10:00:30", 0, "PHANTOM", 0, "NO_SERVER"),
        line("10:01:00", 0, "AGENT", 5, "NO_SERVER"),
        line("10:00:10", 7, "HANG", 0, "NO_SERVER"),
    )

    calls = read_calls(path)

    assert [(call.arrives, call.waits, call.is_answered, call.seconds) for call in calls] == [
        (36000.0, 0.0, True, 100.0),
        (36010.0, 7.0, False, 0.0),
    ]


@pytest.mark.parametrize("reading", [Reading.CALL_TO_CALL, Reading.NOT_WHILE_WAITING])
def test_where_the_log_tells_all_the_simulation_repeats_it(tmp_path: Path, reading: Reading) -> None:
    """One agent, busy without a pause: the second waits for the first to end, the third gives up, the fourth waits again."""
    path = written(
        tmp_path,
        line("10:00:00", 0, "AGENT", 100, "TOVA"),
        line("10:00:20", 80, "AGENT", 100, "TOVA"),
        line("10:01:00", 15, "HANG", 0, "NO_SERVER"),
        line("10:03:00", 20, "AGENT", 60, "TOVA"),
    )

    told = FebruaryMeasurement(path, 10.0, reading).measured()

    for side in ("recorded", "simulated"):
        assert told[f"wait_{side}"] == pytest.approx(100 / 3)
        assert told[f"abandoned_{side}"] == pytest.approx(0.25)
        assert told[f"in_time_{side}"] == pytest.approx(0.5)
    assert told["agent_hours"] == pytest.approx(260 / 3600)


def test_an_agent_who_left_a_customer_waiting_was_not_there(tmp_path: Path) -> None:
    """Five minutes pass after the first call while the second customer waits: so the agent was away."""
    path = written(
        tmp_path,
        line("10:00:00", 0, "AGENT", 60, "TOVA"),
        line("10:02:00", 240, "AGENT", 60, "TOVA"),
    )

    always, away = (FebruaryMeasurement(path, 10.0, reading).measured() for reading in (Reading.CALL_TO_CALL, Reading.NOT_WHILE_WAITING))

    assert (always["wait_simulated"], away["wait_simulated"]) == pytest.approx((0.0, 120.0))
    assert away["agent_hours"] == pytest.approx(120 / 3600)
