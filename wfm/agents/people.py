"""What is told about people before they are stored: checked shapes that the services take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from scheduling.rostering.contract import Contract as ContractTerms
from wfm.core.checks import check_between, check_country, check_dates, check_email, check_locale, check_text, check_zone
from wfm.core.errors import InvalidInput
from wfm.core.local_week import DateRange, WeeklyStretch


@dataclass(frozen=True, kw_only=True)
class AgentDetails:
    """Who somebody is. The e-mail address is kept in small letters."""

    display_name: str
    email: str
    zone: str
    country: str
    subdivision: str | None = None
    locale: str = "en"

    def __post_init__(self) -> None:
        object.__setattr__(self, "email", self.email.lower())
        check_text("display_name", self.display_name, longest=200)
        check_email("email", self.email)
        check_zone("zone", self.zone)
        check_country("country", self.country)
        if self.subdivision is not None:
            check_text("subdivision", self.subdivision, longest=16)
        check_locale("locale", self.locale)


@dataclass(frozen=True, kw_only=True)
class Employment:
    """One contract: its dates, its terms, the hours that hold while the person entered none, and who lent the person."""

    valid: DateRange
    terms: ContractTerms
    default_hours: tuple[WeeklyStretch, ...]
    home_department_id: int | None = None
    borrowed_until: date | None = None
    leave_days_per_year: int | None = None

    def __post_init__(self) -> None:
        check_dates(self.valid.valid_from, self.valid.valid_until)
        if self.leave_days_per_year is not None:
            check_between("leave_days_per_year", self.leave_days_per_year, 0, 366)
        if self.borrowed_until is None:
            return
        if self.home_department_id is None:
            raise InvalidInput(_("borrowed_until is %(value)s, but home_department_id is not given", value=self.borrowed_until))
        check_dates(self.valid.valid_from, self.borrowed_until, fields=("valid_from", "borrowed_until"))


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """A person who starts: everything that is needed to roster them. Memberships begin with the contract."""

    details: AgentDetails
    employment: Employment
    roster_group_id: int
    team_ids: tuple[int, ...] = ()
