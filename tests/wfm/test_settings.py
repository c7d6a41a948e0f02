from pathlib import Path

import pytest

from wfm.settings import Settings, SettingsError, read_settings

SECRET = {"WFM_SECRET_KEY": "0123456789abcdef"}


@pytest.fixture(autouse=True)
def no_settings_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("wfm.settings.INSTANCE", tmp_path)


def test_a_secret_key_is_enough() -> None:
    settings = read_settings(SECRET)

    assert settings.database_url.startswith("sqlite:///")
    assert settings.demo is False


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WFM_SECRET_KEY", ""),
        ("WFM_SECRET_KEY", "short"),
        ("WFM_DATABASE_URL", "not a url"),
        ("WFM_DATABASE_URL", "mysql://somewhere/db"),
        ("WFM_DATABASE_URL", "postgresql://somewhere/db"),
        ("WFM_DEMO", "yes"),
        ("WFM_DEFAULT_LOCALE", "klingon"),
        ("WFM_LOG_LEVEL", "LOUD"),
        ("WFM_SECURE_COOKIES", "on"),
        ("WFM_SETTINGS_FILE", "/nowhere/at/all.env"),
        ("WFM_DATABSE_URL", "sqlite://"),
        ("WFM_TRUSTED_PROXIES", "all"),
        ("WFM_TRUSTED_PROXIES", "-1"),
        ("WFM_SMTP_PORT", "65536"),
        ("WFM_SMTP_SECURITY", "maybe"),
        ("WFM_PUBLIC_URL", "rosters.example.com"),
        ("WFM_OIDC_ISSUER", "http://company.example"),
    ],
)
def test_a_missing_or_wrong_setting_is_named_in_one_line(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({**SECRET, name: value})

    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"WFM_SMTP_HOST": "mail.example.com", "WFM_MAIL_FROM": "a@example.com"}, "WFM_PUBLIC_URL"),
        ({"WFM_SMTP_HOST": "mail.example.com", "WFM_PUBLIC_URL": "https://rosters.example.com"}, "WFM_MAIL_FROM"),
        ({"WFM_OIDC_ISSUER": "https://company.example"}, "WFM_OIDC_CLIENT_ID"),
    ],
)
def test_settings_that_need_each_other_say_so(given: dict[str, str], missing: str) -> None:
    with pytest.raises(SettingsError, match=missing):
        read_settings({**SECRET, **given})


def test_secrets_are_not_shown_with_the_settings() -> None:
    settings = read_settings({**SECRET, "WFM_SMTP_PASSWORD": "hush-hush", "WFM_OIDC_CLIENT_SECRET": "psst-psst"})

    assert settings.smtp_password == "hush-hush"
    assert "hush-hush" not in repr(settings)
    assert "psst-psst" not in repr(settings)


def test_the_environment_wins_over_the_settings_file(tmp_path: Path) -> None:
    file = tmp_path / "my.env"
    file.write_text("# a comment\nWFM_SECRET_KEY=from-the-file-0123456789\nWFM_DEMO=1\n", encoding="utf-8")

    settings = read_settings({"WFM_SETTINGS_FILE": str(file), "WFM_DEMO": "0"})

    assert settings == Settings(secret_key="from-the-file-0123456789", demo=False)


def test_a_broken_line_of_the_settings_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "my.env"
    file.write_text("WFM_DEMO=1\nSECRET=x\n", encoding="utf-8")

    with pytest.raises(SettingsError, match="line 2"):
        read_settings({**SECRET, "WFM_SETTINGS_FILE": str(file)})
