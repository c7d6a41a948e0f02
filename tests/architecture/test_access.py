"""Every route says who may use it; the public ones are listed here, so that adding one is seen."""

from flask import Flask

from wfm.core.access import Permission, guard_of, is_public

PUBLIC_ENDPOINTS = {
    "static",
    "health.healthz",
    "operations.figures",  # guarded by a secret of its own
    "accounts.sign_in",
    "accounts.sign_in_by_password",
    "accounts.to_provider",
    "accounts.back_from_provider",
    "accounts.sign_out",
    "accounts.signed_out",
    "accounts.forgotten",
    "accounts.ask_for_reset",
    "accounts.password",
    "accounts.set_password",
    "calendars.feed",
    "api-docs.openapi_json",  # what there is, not what is in it
}


def test_every_route_is_guarded_by_a_permission_or_declared_public(app: Flask) -> None:
    unguarded = {rule.endpoint for rule in app.url_map.iter_rules() if guard_of(app.view_functions[rule.endpoint]) is None}

    assert unguarded == set()


def test_only_the_listed_routes_are_public(app: Flask) -> None:
    found = {endpoint for endpoint, view in app.view_functions.items() if is_public(view)}

    assert found <= PUBLIC_ENDPOINTS


def test_every_permission_that_a_route_asks_for_exists(app: Flask) -> None:
    asked = {guard_of(view) for view in app.view_functions.values() if not is_public(view)}

    assert asked <= set(Permission)
