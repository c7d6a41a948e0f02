"""Erlang B, C and A on plain numbers, stable to tens of thousands of agents.

``load_erlangs`` is arrivals times handle time: the agents who would be busy if nobody ever waited. Sources: Erlang 1917 for
B and C (as in Koole, *Call Center Optimization*, 2013, ch. 4); Palm 1957 and Mandelbaum & Zeltyn, *Service Engineering in
Action: The Palm/Erlang-A Queue*, 2007, for A. Sums run over positive terms in logarithms, so nothing cancels or overflows.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import exp, inf, log

import numpy as np
import numpy.typing as npt

_NEGLIGIBLE_LOG = -40.0  # e^-40 is below the 16th digit
_TERMS_MAX = 50_000_000


class ServiceLevelConvention(StrEnum):
    """Of which contacts the service level is a share. Under load they differ by several percentage points, so say which."""

    OF_OFFERED = "answered in time, of all offered"
    WITHOUT_QUICK_ABANDONS = "answered in time, of offered less those who gave up within the threshold"
    OF_ANSWERED = "answered in time, of all answered"


@dataclass(frozen=True, slots=True)
class QueueMeasures:
    """What customers and agents meet in a steady hour. Shares lie in 0–1.

    ``service_level_share`` follows the convention that was asked for. ``wait_seconds`` is the mean wait over all offered
    contacts, the ones that gave up included (ASA where nobody gives up); infinite where the queue grows without end.
    """

    delay_share: float
    service_level_share: float
    abandonment_share: float
    wait_seconds: float
    waiting_contacts: float
    occupancy_share: float


def _check(load_erlangs: float, agents: int) -> None:
    if not 0 <= load_erlangs < inf:
        raise ValueError(f"load_erlangs is {load_erlangs}, it must be finite and at least 0")
    if agents < 0:
        raise ValueError(f"agents is {agents}, the least is 0")


def _check_times(handle_time_seconds: float, threshold_seconds: float) -> None:
    if not 0 < handle_time_seconds < inf:
        raise ValueError(f"handle_time_seconds is {handle_time_seconds}, it must be finite and above 0")
    if not 0 <= threshold_seconds < inf:
        raise ValueError(f"threshold_seconds is {threshold_seconds}, it must be finite and at least 0")


def _log_sum(terms: npt.NDArray[np.float64]) -> float:
    if not len(terms):
        return -inf
    peak = float(terms.max())
    return peak + log(float(np.exp(terms - peak).sum()))


def _log_inverse_erlang_b(load_erlangs: float, agents: int) -> float:
    """ln(1/B). The recursion 1/B_k = 1 + (k/a)/B_{k-1}, unrolled: 1/B_n = Σ_{k=0..n} n(n−1)…(n−k+1)/a^k."""
    steps = np.log(np.arange(agents, 0, -1, dtype=np.float64)) - log(load_erlangs)
    return _log_sum(np.concatenate(([0.0], np.cumsum(steps))))


def log_erlang_b(*, load_erlangs: float, agents: int) -> float:
    """Natural logarithm of the share of contacts blocked when nobody can wait; −inf where there is no load."""
    _check(load_erlangs, agents)
    if load_erlangs == 0:
        return 0.0 if agents == 0 else -inf
    return -_log_inverse_erlang_b(load_erlangs, agents)


def erlang_b(*, load_erlangs: float, agents: int) -> float:
    """Share of contacts blocked when nobody can wait (Erlang B), 0–1."""
    return exp(log_erlang_b(load_erlangs=load_erlangs, agents=agents))


def log_erlang_c(*, load_erlangs: float, agents: int) -> float:
    """Natural logarithm of the share that waits. C = nB/(n − a(1−B)); 0 (everybody waits) where agents ≤ load."""
    _check(load_erlangs, agents)
    if load_erlangs == 0:
        return 0.0 if agents == 0 else -inf
    if agents <= load_erlangs:
        return 0.0
    log_b = log_erlang_b(load_erlangs=load_erlangs, agents=agents)
    return log(agents) + log_b - log(agents - load_erlangs * (1 - exp(log_b)))


def erlang_c(*, load_erlangs: float, agents: int) -> float:
    """Share of contacts that wait when nobody gives up (Erlang C), 0–1; 1 where agents ≤ load."""
    return exp(log_erlang_c(load_erlangs=load_erlangs, agents=agents))


def measure_erlang_c(*, load_erlangs: float, agents: int, handle_time_seconds: float, threshold_seconds: float) -> QueueMeasures:
    """Erlang C: nobody gives up, so the three conventions are one. Service level 1 − C·e^(−(n−a)τ/h), mean wait C·h/(n−a)."""
    _check(load_erlangs, agents)
    _check_times(handle_time_seconds, threshold_seconds)
    if load_erlangs == 0:
        return QueueMeasures(0.0, 1.0, 0.0, 0.0, 0.0, 0.0)
    if agents <= load_erlangs:
        return QueueMeasures(1.0, 0.0, 0.0, inf, inf, 1.0)
    waits = erlang_c(load_erlangs=load_erlangs, agents=agents)
    spare = agents - load_erlangs
    return QueueMeasures(
        delay_share=waits,
        service_level_share=1 - waits * exp(-spare * threshold_seconds / handle_time_seconds),
        abandonment_share=0.0,
        wait_seconds=waits * handle_time_seconds / spare,
        waiting_contacts=waits * load_erlangs / spare,
        occupancy_share=load_erlangs / agents,
    )


def _waiting_states(load_erlangs: float, agents: int, give_up_rate: float) -> npt.NDArray[np.float64]:
    """Probability that j = 0, 1, 2 … contacts wait and every agent is busy. ``give_up_rate`` is per mean handle time.

    p_n = 1/(1/B_n + Σ_{j≥1} t_j) with t_0 = 1, t_j = t_{j−1}·a/(n + j·θ), until the terms no longer count.
    """
    terms = np.zeros(1)
    while True:
        following = np.arange(len(terms), len(terms) + max(64, len(terms)), dtype=np.float64)
        logs = terms[-1] + np.cumsum(log(load_erlangs) - np.log(agents + following * give_up_rate))
        terms = np.concatenate((terms, logs))
        # Ratios fall with j, so once they are below 1 and the last term is negligible, all later ones together are too.
        if terms[-1] < terms[-2] and terms[-1] < terms.max() + _NEGLIGIBLE_LOG:
            break
        if len(terms) > _TERMS_MAX:
            raise ValueError(f"{load_erlangs} Erlangs on {agents} agents: patience is too long against the handle time for Erlang A")
    all_states = _log_sum(np.concatenate(([_log_inverse_erlang_b(load_erlangs, agents)], terms[1:])))
    return np.asarray(np.exp(terms - all_states), dtype=np.float64)


def measure_erlang_a(
    *,
    load_erlangs: float,
    agents: int,
    handle_time_seconds: float,
    patience_seconds: float,
    threshold_seconds: float,
    convention: ServiceLevelConvention = ServiceLevelConvention.OF_OFFERED,
) -> QueueMeasures:
    """Erlang A: who waits gives up at a mean of ``patience_seconds`` (exponential). Needs at least one agent.

    The wait behind j others: e^(−θV) ~ Beta(c, j+1), c = n·μ/θ, hence P(V > τ) = I_x(c, j+1), x = e^(−θτ), with I the
    regularised incomplete beta function; so no difference of large numbers is ever taken.
    """
    _check(load_erlangs, agents)
    _check_times(handle_time_seconds, threshold_seconds)
    if agents == 0:
        raise ValueError("agents is 0, Erlang A needs at least 1")
    if not 0 < patience_seconds < inf:
        raise ValueError(f"patience_seconds is {patience_seconds}, it must be finite and above 0")
    if load_erlangs == 0:
        return QueueMeasures(0.0, 1.0, 0.0, 0.0, 0.0, 0.0)
    give_up_rate = handle_time_seconds / patience_seconds
    states = _waiting_states(load_erlangs, agents, give_up_rate)
    ahead = np.arange(len(states), dtype=np.float64)
    waiting = float(states @ ahead)
    abandoned = give_up_rate * waiting / load_erlangs
    in_time, quick_abandons = _within_threshold(states, agents / give_up_rate, exp(-threshold_seconds / patience_seconds))
    service_level = {
        ServiceLevelConvention.OF_OFFERED: in_time,
        ServiceLevelConvention.WITHOUT_QUICK_ABANDONS: in_time / (1 - quick_abandons),
        ServiceLevelConvention.OF_ANSWERED: in_time / (1 - abandoned),
    }[convention]
    return QueueMeasures(
        delay_share=min(1.0, float(states.sum())),
        service_level_share=min(1.0, service_level),
        abandonment_share=abandoned,
        wait_seconds=abandoned * patience_seconds,
        waiting_contacts=waiting,
        occupancy_share=min(1.0, load_erlangs * (1 - abandoned) / agents),
    )


def _within_threshold(states: npt.NDArray[np.float64], c: float, x: float) -> tuple[float, float]:
    """Shares of all contacts answered, and given up, within the threshold."""
    from scipy.special import betainc  # heavy; most commands and pages never come here

    ahead = np.arange(len(states), dtype=np.float64)
    answered_if_behind = c / (c + ahead + 1) * (1 - betainc(c + 1, ahead + 1, x))
    gave_up_if_behind = 1 - answered_if_behind - x * betainc(c, ahead + 1, x)
    at_once = max(0.0, 1 - float(states.sum()))
    return at_once + float(states @ answered_if_behind), float(states @ gave_up_if_behind)


def with_retrials(*, load_erlangs: float, agents: int, handle_time_seconds: float, patience_seconds: float, redial_share: float) -> float:
    """Load in Erlangs once a share of those who gave up call again: a' = a / (1 − r·P(abandon | a')), by fixed point."""
    if not 0 <= redial_share < 1:
        raise ValueError(f"redial_share is {redial_share}, it lies between 0 and 1")
    load, before = load_erlangs, -1.0
    while abs(load - before) > 1e-12 * max(1.0, load):
        before = load
        measures = measure_erlang_a(
            load_erlangs=load,
            agents=agents,
            handle_time_seconds=handle_time_seconds,
            patience_seconds=patience_seconds,
            threshold_seconds=0,
        )
        load = load_erlangs / (1 - redial_share * measures.abandonment_share)
    return load
