"""`/metrics`, for machines that watch. Whoever asks needs the secret of `WFM_METRICS_TOKEN`; without one there is no such page."""

from __future__ import annotations

import hmac
from typing import cast

from flask import Blueprint, Flask, Response, current_app, request
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _

from wfm.core.access import public
from wfm.core.errors import NotAllowed, NotFound
from wfm.operations import metrics

blueprint = Blueprint("operations", __name__)


@blueprint.record
def _count_requests(state: BlueprintSetupState) -> None:
    metrics.count_requests(cast(Flask, state.app))


@blueprint.get("/metrics")
@public
def figures() -> Response:
    """Every figure."""
    wanted: str = current_app.config["WFM_SETTINGS"].metrics_token
    if not wanted:
        raise NotFound(_("There is nothing at this address."))
    if not hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {wanted}".encode()):
        raise NotAllowed(_("The secret is not the one of WFM_METRICS_TOKEN."))
    return Response(metrics.text(), content_type="text/plain; version=0.0.4; charset=utf-8")
