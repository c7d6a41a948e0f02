"""Log lines as JSON, one object a line, each with the id of the request it belongs to."""

from __future__ import annotations

import json
import logging
import sys
import time
from datetime import UTC, datetime

from flask import Flask, Response, g, has_request_context, request

_OURS = "wfm"


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if has_request_context():
            line["request_id"] = g.get("request_id")
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str, ensure_ascii=False)


def init_app(app: Flask, *, level: str) -> None:
    logger = logging.getLogger(_OURS)
    logger.setLevel(level)
    if not logger.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLines())
        logger.addHandler(handler)
        logger.propagate = False
    app.before_request(_start_timer)
    app.after_request(_log_request)


def _start_timer() -> None:
    g.started_seconds = time.perf_counter()


def _log_request(response: Response) -> Response:
    if request.endpoint != "static":
        fields = {
            "method": request.method,
            "path": request.path,
            "status": response.status_code,
            "milliseconds": round((time.perf_counter() - g.get("started_seconds", time.perf_counter())) * 1000, 1),
        }
        logging.getLogger("wfm.request").info("request", extra={"fields": fields})
    return response
