"""The application for gunicorn (`wsgi:app`) and for the `flask` command."""

import sys

from wfm import create_app
from wfm.settings import SettingsError

try:
    app = create_app()
except SettingsError as error:
    print(f"wfm cannot start: {error}", file=sys.stderr)
    raise SystemExit(2) from None
