"""The benchmark of forecasts: counts are read as they came, and a week that is like all others is foreseen."""

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from benchmarks.forecast_error import ForecastMeasurement, pinball, read_counts

FIRST = datetime(1999, 1, 3)  # noqa: DTZ001  the file tells local times


@pytest.fixture
def counts(tmp_path: Path) -> Path:
    """Twenty weeks in steps of six minutes: three calls each from 8 to 16, the same every day."""
    path = tmp_path / "counts.csv"
    starts = (FIRST + timedelta(minutes=6 * step) for step in range(20 * 7 * 240))
    lines = (f"{start:%Y-%m-%d %H:%M:%S},{3 if 8 <= start.hour < 16 else 0}" for start in starts)
    path.write_text("start,calls\n" + "\n".join(lines))
    return path


def test_steps_that_lie_across_quarters_are_shared_out_by_time(counts: Path) -> None:
    series = read_counts(counts)

    assert series.offered.sum() == 20 * 7 * 80 * 3
    assert series.offered[32:36].tolist() == pytest.approx([7.5] * 4)  # two and a half steps of three


def test_weeks_that_are_alike_are_foreseen_and_nothing_lies_below_chance(counts: Path) -> None:
    row = ForecastMeasurement(counts, weeks_ahead=2, weeks=3).measured()

    assert row["best_share"] == pytest.approx(0, abs=1e-9)
    assert row["chance_share"] > 0.1
    assert (row["pinball_70"], row["below_70"]) == (pytest.approx(0, abs=1e-9), 1.0)


def test_the_pinball_loss_weighs_what_was_missed_by_the_quantile() -> None:
    actual, told = np.array([10.0, 10.0]), np.array([8.0, 12.0])

    assert pinball(actual, told, 0.8) == pytest.approx((0.8 * 2 + 0.2 * 2) / 20)
