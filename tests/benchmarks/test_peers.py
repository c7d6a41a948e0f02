"""The peers that the engine is measured beside: they answer with rosters that are legal, and better than none."""

import pytest

from benchmarks.rosters import ENGINE, Measurement, peer

PEOPLE, QUEUES = 8, 2


@pytest.mark.parametrize("name", ["greedy", "shift-scheduling"])
def test_a_peer_answers_with_a_legal_roster(name: str) -> None:
    row = Measurement(peer(name), PEOPLE, QUEUES, seed=3, seconds=4, threads=1, tightness=0.9).measured(bound_percent=0.0)

    assert row["violations"] == "0"
    assert 0 < row["short_percent"] < 60
    assert row["excess_percent"] == row["short_percent"]


def test_the_engine_beside_them_tells_how_it_went() -> None:
    row = Measurement(ENGINE, PEOPLE, QUEUES, seed=3, seconds=2, threads=1, tightness=0.9).measured()

    assert row["violations"] == "0"
    assert row["curve"][0]["seconds"] < row["curve"][-1]["seconds"] <= row["took_seconds"]
    assert row["curve"][0]["short_percent"] >= row["curve"][-1]["short_percent"] == pytest.approx(row["short_percent"], abs=0.01)
