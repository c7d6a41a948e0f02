"""``python -m benchmarks``: the standard set, or one set with its own sizes. Ended runs go on where they stopped."""

import argparse
import sys
from collections.abc import Sequence
from itertools import product
from pathlib import Path

from benchmarks import (
    absences,
    bank_february,
    bank_week,
    charts,
    forecast_error,
    kernel,
    kindness,
    lulls,
    matsp,
    rosters,
    sharing,
    simulation,
    start,
)
from benchmarks.absences import AbsenceMeasurement
from benchmarks.bank_february import FebruaryMeasurement, Reading
from benchmarks.bank_week import BankMeasurement
from benchmarks.forecast_error import ForecastMeasurement
from benchmarks.kernel import KernelMeasurement
from benchmarks.kindness import KindnessMeasurement
from benchmarks.lulls import LullsMeasurement
from benchmarks.matsp import TourMeasurement, instances_in
from benchmarks.results import RESULTS, Results
from benchmarks.rosters import ENGINE, Measurement, peer, run, run_beside
from benchmarks.sharing import BUNDLED, SharingMeasurement
from benchmarks.simulation import SimulationMeasurement
from benchmarks.start import StartMeasurement


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what is asked for; without a set, the standard ones."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--out", type=Path, default=RESULTS, help="the folder of the results")
    sets = parser.add_subparsers(dest="set")
    for name, text in (
        ("free", "pools with a demand curve"),
        ("planted", "pools in which no shortage is reachable"),
        ("peers", "free pools, the engine beside another solver"),
        ("absences", "free pools, solved, in which somebody misses a shift"),
        ("kindness", "free pools over eight weeks, with and without what people would like"),
        ("sharing", "free pools whose people serve one work type at a time, or bundles of them"),
    ):
        _add_sizes(sets.add_parser(name, help=text), has_tightness=name != "planted", has_peer=name == "peers")
    for name, text in (("kernel", "milliseconds of one best response"), ("start", "seconds from the command to the first roster")):
        _add_sizes(sets.add_parser(name, help=text), is_timed=False)
    tours = sets.add_parser("matsp", help="published multi-activity tour scheduling instances")
    tours.add_argument("path", type=Path, help="an instance, or a folder of them")
    tours.add_argument("--seconds", type=float, default=60.0)
    tours.add_argument("--threads", type=int, default=2)
    tours.add_argument("--out", type=Path, default=RESULTS, help="the folder of the results and rosters")
    bank = sets.add_parser("bank-week", help="a bank's six lines apart and as one pool, rostered and simulated")
    bank.add_argument("path", type=Path, help="the bank's half hours by type")
    bank.add_argument("--seconds", type=float, default=20.0)
    bank.add_argument("--rounds", type=int, default=3, help="corrections of the requirement at most")
    bank.add_argument("--out", type=Path, default=RESULTS, help="the folder of the results")
    february = sets.add_parser("bank-february", help="a bank's own month of calls simulated beside what was recorded")
    february.add_argument("path", type=Path, help="the bank's log of calls")
    february.add_argument("--gaps", type=float, nargs="+", default=[10.0, 20.0, 40.0], help="minutes without a call, then off duty")
    february.add_argument("--out", type=Path, default=RESULTS, help="the folder of the results")
    forecasts = sets.add_parser("forecast-error", help="forecasts one to six weeks ahead on a file of start,calls")
    forecasts.add_argument("path", type=Path, help="counts by local time, such as every six minutes")
    forecasts.add_argument("--weeks", type=int, default=22, help="the last weeks of the file, each forecast")
    forecasts.add_argument("--ahead", type=int, nargs="+", default=[1, 2, 3, 4, 5, 6], help="how many weeks before")
    forecasts.add_argument("--out", type=Path, default=RESULTS, help="the folder of the results")
    waiting = sets.add_parser("lulls", help="work that may wait spread evenly or laid into the lulls, simulated")
    waiting.add_argument("--seconds", type=float, default=60.0)
    waiting.add_argument("--out", type=Path, default=RESULTS, help="the folder of the results and the chart")
    service = sets.add_parser("simulation", help="contacts a second of the simulation")
    service.add_argument("--out", type=Path, default=RESULTS, help="the folder of the results")
    board = sets.add_parser("board", help="the board in Chromium: paint, frames, answers to edits")
    board.add_argument("--people", type=int, nargs="+", default=[500])
    readers = sets.add_parser("readers", help="agents who read their week while rosters are built")
    readers.add_argument("--readers", type=int, nargs="+", default=[200])
    readers.add_argument("--seconds", type=float, default=60.0)
    options = parser.parse_args(arguments)
    if options.set is None:
        _standard(options.out)
    else:
        SETS[options.set](options)


def _add_sizes(parser: argparse.ArgumentParser, *, has_tightness: bool = False, has_peer: bool = False, is_timed: bool = True) -> None:
    parser.add_argument("--people", type=int, nargs="+", default=[100])
    parser.add_argument("--queues", type=int, default=8)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    if is_timed:
        parser.add_argument("--seconds", type=float, default=60.0)
        parser.add_argument("--threads", type=int, default=2)
    if has_tightness:
        parser.add_argument("--tightness", type=float, default=0.95)
    if has_peer:
        named = ", ".join(rosters.OWN_PEERS)
        parser.add_argument("--peer", nargs="+", required=True, help=f"{named}, or a program: problem.json roster.json --seconds …")
        parser.add_argument("--peer-seconds", type=float, nargs="+", help="its time limits (as for the engine)")


def _measurements(options: argparse.Namespace, *, is_planted: bool = False) -> list[Measurement]:
    return [
        Measurement(
            solver=ENGINE,
            people=people,
            queues=options.queues,
            seed=seed,
            seconds=options.seconds,
            threads=options.threads,
            tightness=None if is_planted else options.tightness,
            is_planted=is_planted,
        )
        for people, seed in product(options.people, options.seeds)
    ]


def _free(options: argparse.Namespace) -> None:
    results = Results("free", options.out, rosters.COLUMNS)
    run(results, _measurements(options))
    rows = results.of_present_code()
    charts.shortage_over_time(rows, options.out / "shortage-over-time.svg")
    charts.gap_over_size(rows, options.out / "gap-over-size.svg")


def _planted(options: argparse.Namespace) -> None:
    run(Results("planted", options.out, rosters.COLUMNS), _measurements(options, is_planted=True))


def _peers(options: argparse.Namespace) -> None:
    results = Results("peers", options.out, rosters.COLUMNS)
    for measurement, name in product(_measurements(options), options.peer):
        run_beside(results, measurement, peer=peer(name), peer_seconds=options.peer_seconds or [options.seconds])


def _kernel(options: argparse.Namespace) -> None:
    results = Results("kernel", options.out, kernel.COLUMNS)
    for people, seed, around_the_clock, grid in product(options.people, options.seeds, (False, True), (30, 15)):
        measurement = KernelMeasurement(people, options.queues, seed, start_grid_minutes=grid, around_the_clock=around_the_clock)
        results.measure(measurement.what(), measurement.measured)


def _absences(options: argparse.Namespace) -> None:
    results = Results("absences", options.out, absences.COLUMNS)
    for people, seed in product(options.people, options.seeds):
        measurement = AbsenceMeasurement(people, options.queues, seed, options.tightness, options.seconds)
        results.measure(measurement.what(), measurement.measured)


def _bank_week(options: argparse.Namespace) -> None:
    results = Results("bank-week", options.out, bank_week.COLUMNS)
    for is_pooled, rounds in product((False, True), range(options.rounds + 1)):
        measurement = BankMeasurement(path=options.path, is_pooled=is_pooled, rounds=rounds, seconds=options.seconds)
        results.measure(measurement.what(), measurement.measured)


def _bank_february(options: argparse.Namespace) -> None:
    results = Results("bank-february", options.out, bank_february.COLUMNS)
    for gap_minutes, reading in product(options.gaps, Reading):
        measurement = FebruaryMeasurement(options.path, gap_minutes, reading)
        results.measure(measurement.what(), measurement.measured)


def _forecast_error(options: argparse.Namespace) -> None:
    results = Results("forecast-error", options.out, forecast_error.COLUMNS)
    for weeks_ahead in options.ahead:
        measurement = ForecastMeasurement(options.path, weeks_ahead, options.weeks)
        results.measure(measurement.what(), measurement.measured)


def _lulls(options: argparse.Namespace) -> None:
    results = Results("lulls", options.out, lulls.COLUMNS)
    measurements = [LullsMeasurement(is_laid, options.seconds) for is_laid in (False, True)]
    rows = [results.measure(measurement.what(), measurement.measured) for measurement in measurements]
    charts.occupancy(rows, options.out / "lulls.svg")


def _kindness(options: argparse.Namespace) -> None:
    results = Results("kindness", options.out, kindness.COLUMNS)
    for people, seed in product(options.people, options.seeds):
        measurement = KindnessMeasurement(people, options.queues, seed, options.tightness, options.seconds)
        results.measure(measurement.what(), measurement.measured)


def _sharing(options: argparse.Namespace) -> None:
    results = Results("sharing", options.out, sharing.COLUMNS)
    for people, seed, bundled in product(options.people, options.seeds, BUNDLED):
        measurement = SharingMeasurement(people, options.queues, seed, options.tightness, bundled, options.seconds)
        results.measure(measurement.what(), measurement.measured)


def _start(options: argparse.Namespace) -> None:
    results = Results("start", options.out, start.COLUMNS)
    for people, seed in product(options.people, options.seeds):
        measurement = StartMeasurement(people, options.queues, seed)
        results.measure(measurement.what(), measurement.measured)


def _simulation(options: argparse.Namespace) -> None:
    results = Results("simulation", options.out, simulation.COLUMNS)
    for has_own_speeds in (False, True):
        measurement = SimulationMeasurement(has_own_speeds)
        results.measure(measurement.what(), measurement.measured)


def _board(options: argparse.Namespace) -> None:
    from benchmarks import board  # needs the browser and the service, which no other set does

    results = Results("board", options.out, board.COLUMNS)
    for people in options.people:
        measurement = board.BoardMeasurement(people)
        results.measure(measurement.what(), measurement.measured)


def _readers(options: argparse.Namespace) -> None:
    from benchmarks import readers  # as above

    results = Results("readers", options.out, readers.COLUMNS)
    for count in options.readers:
        measurement = readers.ReadersMeasurement(count, options.seconds)
        results.measure(measurement.what(), measurement.measured)


def _matsp(options: argparse.Namespace) -> None:
    results = Results("matsp", options.out, matsp.COLUMNS)
    for path in instances_in(options.path):
        measurement = TourMeasurement(path, options.seconds, options.threads, options.out)
        results.measure(measurement.what(), measurement.measured)


SETS = {
    "matsp": _matsp,
    "board": _board,
    "readers": _readers,
    "free": _free,
    "planted": _planted,
    "peers": _peers,
    "kernel": _kernel,
    "start": _start,
    "absences": _absences,
    "kindness": _kindness,
    "sharing": _sharing,
    "bank-week": _bank_week,
    "bank-february": _bank_february,
    "forecast-error": _forecast_error,
    "lulls": _lulls,
    "simulation": _simulation,
}


def _standard(out: Path) -> None:
    """The figures of the README: about three quarters of an hour."""
    folder = ["--out", str(out)]
    main([*folder, "start", "--people", "60"])
    main([*folder, "kernel", "--people", "100"])
    main([*folder, "simulation"])
    main([*folder, "free", "--people", "40", "100", "300", "--seeds", "1", "2", "3"])
    main([*folder, "free", "--people", "1000", "--queues", "10", "--tightness", "1.05"])
    main([*folder, "absences", "--people", "1000", "--queues", "10"])
    main([*folder, "kindness", "--people", "100", "--seconds", "10"])
    main([*folder, "planted", "--people", "100", "1000"])


if __name__ == "__main__":
    main(sys.argv[1:])
