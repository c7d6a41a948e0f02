"""Every setting, read once at the start from `WFM_*` variables. A missing or wrong one stops the start with one line that names it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from babel import Locale, UnknownLocaleError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent.parent
INSTANCE = ROOT / "instance"
SECRET_KEY_LENGTH_MIN = 16
DATABASE_DRIVERS = ("sqlite", "postgresql+psycopg")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
TEXTS = {
    name: f"WFM_{name.upper()}"
    for name in (
        "metrics_token",
        "public_url",
        "smtp_host",
        "smtp_user",
        "smtp_password",
        "mail_from",
        "oidc_issuer",
        "oidc_client_id",
        "oidc_client_secret",
        "oidc_name",
        "oidc_groups_claim",
        "oidc_roles",
    )
}
KNOWN = frozenset(
    {
        "WFM_SECRET_KEY",
        "WFM_DATABASE_URL",
        "WFM_DEMO",
        "WFM_DEFAULT_LOCALE",
        "WFM_LOG_LEVEL",
        "WFM_SECURE_COOKIES",
        "WFM_TRUSTED_PROXIES",
        "WFM_SMTP_PORT",
        "WFM_SMTP_SECURITY",
        "WFM_SETTINGS_FILE",
        *TEXTS.values(),
    }
)


class SmtpSecurity(StrEnum):
    """How the connection to the mail server is encrypted."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class SettingsError(Exception):
    """A setting is missing or wrong. The message names it."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    secret_key: str = field(repr=False)
    database_url: str = f"sqlite:///{INSTANCE / 'wfm.db'}"
    demo: bool = False
    default_locale: str = "en"
    log_level: str = "INFO"
    secure_cookies: bool = False
    trusted_proxies: int = 0
    metrics_token: str = field(default="", repr=False)
    public_url: str = ""
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    smtp_security: SmtpSecurity = SmtpSecurity.STARTTLS
    mail_from: str = ""
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_name: str = "your company"
    oidc_groups_claim: str = "groups"
    oidc_roles: str = ""

    def __post_init__(self) -> None:
        if len(self.secret_key) < SECRET_KEY_LENGTH_MIN:
            raise SettingsError(f"WFM_SECRET_KEY has {len(self.secret_key)} characters; it needs at least {SECRET_KEY_LENGTH_MIN}")
        _check_database_url(self.database_url)
        try:
            Locale.parse(self.default_locale)
        except (ValueError, UnknownLocaleError):
            raise SettingsError(f"WFM_DEFAULT_LOCALE is {self.default_locale!r}; it must be a language such as en") from None
        if self.log_level not in LOG_LEVELS:
            raise SettingsError(f"WFM_LOG_LEVEL is {self.log_level!r}; it must be one of {', '.join(LOG_LEVELS)}")
        if self.public_url and not self.public_url.startswith(("https://", "http://")):
            raise SettingsError(f"WFM_PUBLIC_URL is {self.public_url!r}; it must begin with https:// or http://")
        if self.smtp_host and not self.public_url:
            raise SettingsError("WFM_PUBLIC_URL is missing; with WFM_SMTP_HOST it is needed for the links in mails")
        if self.smtp_host and "@" not in self.mail_from:
            raise SettingsError(f"WFM_MAIL_FROM is {self.mail_from!r}; with WFM_SMTP_HOST it must be the address that mails come from")
        if self.oidc_issuer:
            if not self.oidc_issuer.startswith(("https://", "http://localhost", "http://127.0.0.1")):
                raise SettingsError(f"WFM_OIDC_ISSUER is {self.oidc_issuer!r}; it must begin with https://")
            if not self.oidc_client_id:
                raise SettingsError("WFM_OIDC_CLIENT_ID is missing; with WFM_OIDC_ISSUER it is needed")


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment; what it does not say comes from the settings file (`WFM_SETTINGS_FILE`, by default
    instance/settings.env). Raises SettingsError."""
    given = dict(os.environ if environment is None else environment)
    values = {**_read_file(given.get("WFM_SETTINGS_FILE")), **given}
    unknown = sorted(name for name in values if name.startswith("WFM_") and not name.startswith("WFM_TEST_") and name not in KNOWN)
    if unknown:
        raise SettingsError(f"{unknown[0]} is no setting; the settings are {', '.join(sorted(KNOWN))}")
    if not values.get("WFM_SECRET_KEY"):
        raise SettingsError("WFM_SECRET_KEY is missing; set it to a long random text")
    return Settings(
        secret_key=values["WFM_SECRET_KEY"],
        database_url=values.get("WFM_DATABASE_URL") or Settings.database_url,
        demo=_flag(values, "WFM_DEMO"),
        default_locale=values.get("WFM_DEFAULT_LOCALE") or Settings.default_locale,
        log_level=(values.get("WFM_LOG_LEVEL") or Settings.log_level).upper(),
        secure_cookies=_flag(values, "WFM_SECURE_COOKIES"),
        trusted_proxies=_number(values, "WFM_TRUSTED_PROXIES", 0, most=9),
        smtp_port=_number(values, "WFM_SMTP_PORT", Settings.smtp_port, most=65535),
        smtp_security=_security(values),
        **{name: values[setting] for name, setting in TEXTS.items() if values.get(setting)},
    )


def _read_file(named: str | None) -> dict[str, str]:
    path = Path(named) if named else INSTANCE / "settings.env"
    if not path.is_file():
        if named:
            raise SettingsError(f"WFM_SETTINGS_FILE is {named!r}; there is no such file")
        return {}
    values = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        name, equals, value = text.partition("=")
        if not equals or not name.strip().startswith("WFM_"):
            raise SettingsError(f"{path}, line {number}: expected WFM_NAME=value")
        values[name.strip()] = value.strip()
    return values


def _flag(values: Mapping[str, str], name: str) -> bool:
    text = values.get(name, "")
    if text in ("", "0"):
        return False
    if text == "1":
        return True
    raise SettingsError(f"{name} is {text!r}; it must be 0 or 1")


def _number(values: Mapping[str, str], name: str, usual: int, *, most: int) -> int:
    text = values.get(name, "")
    if not text:
        return usual
    if not text.isdecimal() or int(text) > most:
        raise SettingsError(f"{name} is {text!r}; it must be a whole number from 0 to {most}")
    return int(text)


def _security(values: Mapping[str, str]) -> SmtpSecurity:
    text = values.get("WFM_SMTP_SECURITY") or SmtpSecurity.STARTTLS
    if text not in tuple(SmtpSecurity):
        raise SettingsError(f"WFM_SMTP_SECURITY is {text!r}; it must be one of {', '.join(SmtpSecurity)}")
    return SmtpSecurity(text)


def _check_database_url(text: str) -> None:
    try:
        driver = make_url(text).drivername
    except ArgumentError:
        raise SettingsError("WFM_DATABASE_URL is no database URL; for example postgresql+psycopg://user:password@host/name") from None
    if driver not in DATABASE_DRIVERS:
        raise SettingsError(f"WFM_DATABASE_URL starts with {driver}; it must be one of {', '.join(DATABASE_DRIVERS)}")
