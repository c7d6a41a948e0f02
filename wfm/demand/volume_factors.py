"""Planning for a busier day than the expected one: by how much, told by how far days turned out above their forecasts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from flask_babel import gettext as _

from scheduling import demand
from scheduling.forecasting.day_ratios import QUANTILES, volume_factor
from wfm.core.checks import check_between
from wfm.core.formats import percent
from wfm.demand.models import Forecast

QUANTILES_OFFERED = (0.6, 0.7, 0.8)


def check_quantile(quantile: float | None) -> None:
    """Raises InvalidInput."""
    if quantile is not None:
        check_between("quantile", quantile, QUANTILES[0], QUANTILES[-1])


def find_volume_factors(forecast: Forecast | None, *, codes: Iterable[str], quantile: float | None) -> dict[str, float | None]:
    """What each work type's forecast is multiplied by; None where too few days are known to tell. Raises InvalidInput."""
    if quantile is None:
        return {}
    check_quantile(quantile)
    return {code: volume_factor(day_ratios_of(forecast, code), quantile=quantile) for code in codes}


def day_ratios_of(forecast: Forecast | None, code: str) -> Sequence[float]:
    """How far days turned out above and below a work type's forecasts (see `scheduling.forecasting.day_ratios`); empty where not known."""
    told = forecast.parameters.get("work_types", {}) if forecast else {}
    found: Sequence[float] = (told.get(code, {}).get("error") or {}).get("day_ratios", ())
    return found


def with_factor(curve: demand.Forecast, factor: float | None) -> demand.Forecast:
    return curve if factor is None else replace(curve, offered=curve.offered * factor)


def note_of(factors: Mapping[str, float | None], code: str, *, quantile: float | None) -> str:
    """What a reader has to know of a work type's factor; nothing where the forecast itself is planned for."""
    if quantile is None:
        return ""
    factor = factors.get(code)
    if factor is None:
        return _("too few past days to plan for P%(quantile)d, so the forecast itself counts", quantile=round(quantile * 100))
    more = percent(abs(factor - 1))
    if factor >= 1:
        return _("planned for P%(quantile)d: %(share)s more contacts than expected", quantile=round(quantile * 100), share=more)
    return _("planned for P%(quantile)d: %(share)s fewer contacts than expected", quantile=round(quantile * 100), share=more)
