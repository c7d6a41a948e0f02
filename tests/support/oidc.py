"""An OpenID Connect provider that others wrote, as a process of its own, and a browser's way through it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import requests
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.service import free_port, wait_until

BACK = "/sign-in/company/back"


@dataclass(frozen=True)
class Provider:
    url: str

    def knows(self, subject: str, **claims: Any) -> None:
        """The provider has a person who claims this from now on."""
        requests.put(f"{self.url}/users/{subject}", json=claims, timeout=10).raise_for_status()

    def agree(self, address: str, subject: str) -> str:
        """Somebody signs in at the provider; where it sends their browser back to, without the host."""
        answer = requests.post(address, data={"sub": subject, "action": "authorize"}, timeout=10, allow_redirects=False)
        assert answer.status_code == 302, answer.text
        back = answer.headers["Location"]
        return BACK + back.partition(BACK)[2]

    def sign_in(self, client: FlaskClient, subject: str, *, next_address: str = "") -> TestResponse:
        to_provider = client.get("/sign-in/company", query_string={"next": next_address})
        return client.get(self.agree(to_provider.headers["Location"], subject))


@contextmanager
def provider_running(*options: str) -> Iterator[Provider]:
    port = free_port()
    line = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *options]
    process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://localhost:{port}"
    try:
        wait_until(lambda: _answers(url), what="the identity provider answers")
        yield Provider(url)
    finally:
        process.terminate()
        process.wait(10)


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/.well-known/openid-configuration", timeout=5).ok
    except requests.ConnectionError:
        return False
