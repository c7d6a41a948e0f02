"""Is the service up and does its database answer? For machines that watch, so it tells nothing else."""

from flask import Blueprint, Response, jsonify
from sqlalchemy import text

from wfm.core.access import public
from wfm.core.unit_of_work import read_session

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def healthz() -> Response:
    """Answers 200 when the database answers."""
    read_session().execute(text("SELECT 1"))
    return jsonify(status="ok")
