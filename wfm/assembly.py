"""Puts the application together: settings to Flask configuration, extensions, guards, then whatever the features offer."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from sqlalchemy.engine import make_url
from werkzeug.middleware.proxy_fix import ProxyFix

from wfm import cli
from wfm.core import access, api, db, events, formats, health, hours_text, http, http_errors, locale, logs, menu
from wfm.features import feature_modules
from wfm.settings import ROOT, Settings

REQUEST_BODY_BYTES_MAX = 200 * 1024 * 1024


def assemble(settings: Settings) -> Flask:
    app = Flask("wfm", static_folder="static", static_url_path="/static", instance_path=str(ROOT / "instance"))
    _configure(app, settings)
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    logs.init_app(app, level=settings.log_level)
    feature_modules("models")  # importing declares the tables, so that foreign keys and migrations find them
    db.init_app(app)
    Migrate(app, db.db, directory=str(ROOT / "migrations"), render_as_batch=True, compare_type=True)
    csrf = CSRFProtect(app)
    locale.init_app(app)
    formats.init_app(app)
    hours_text.init_app(app)
    http.init_app(app)
    http_errors.init_app(app)
    access.init_app(app)
    events.init_app(app, (reaction for module in feature_modules("reactions") for reaction in module.REACTIONS))
    app.register_blueprint(health.blueprint)
    for module in feature_modules("pages"):
        app.register_blueprint(module.blueprint)
    api.init_app(app, csrf, [module.blueprint for module in feature_modules("api")])
    menu.init_app(app, (entry for module in feature_modules("pages") for entry in getattr(module, "MENU", ())))
    cli.init_app(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={"pool_pre_ping": True},
        BABEL_DEFAULT_LOCALE=settings.default_locale,
        SESSION_COOKIE_NAME="wfm_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        MAX_CONTENT_LENGTH=REQUEST_BODY_BYTES_MAX,
        WTF_CSRF_TIME_LIMIT=None,
        WFM_SETTINGS=settings,
    )
