"""An OpenID Connect provider that others wrote, as a process of its own, and a browser's way through it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import requests
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.service import ROOT, free_port, wait_until

BACK = "/sign-in/company/back"


class Provider:
    def __init__(self, url: str) -> None:
        self.url = url

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


class NodeProvider(Provider):
    """The certified provider of npm. It tells name, address and groups only where it is asked, and wants consent."""

    def __init__(self, url: str, file: Path) -> None:
        super().__init__(url)
        self._file = file

    def knows(self, subject: str, **claims: Any) -> None:
        known = json.loads(self._file.read_text(encoding="utf-8"))
        self._file.write_text(json.dumps(known | {subject: claims}), encoding="utf-8")

    def agree(self, address: str, subject: str) -> str:
        browser = requests.Session()
        answer = browser.get(address, timeout=10, allow_redirects=False)
        for said in ({"prompt": "login", "login": subject, "password": "any"}, {"prompt": "consent"}):
            page = urljoin(self.url, answer.headers["Location"])
            answer = browser.post(page, data=said, timeout=10, allow_redirects=False)
            answer = browser.get(answer.headers["Location"], timeout=10, allow_redirects=False)
        back = answer.headers["Location"]
        assert BACK in back, back
        return BACK + back.partition(BACK)[2]


@contextmanager
def node_provider_running(folder: Path) -> Iterator[NodeProvider]:
    port, file = free_port(), folder / "people.json"
    file.write_text("{}", encoding="utf-8")
    line = ["node", str(ROOT / "tests/support/oidc_provider.mjs"), str(port), str(file)]
    path = f"{os.environ['PATH']}{os.pathsep}{ROOT / '.venv/node'}"  # where Node came from a wheel
    process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | {"PATH": path})
    url = f"http://localhost:{port}"
    try:
        wait_until(lambda: _answers(url), what="the identity provider answers")
        yield NodeProvider(url, file)
    finally:
        process.terminate()
        process.wait(10)


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/.well-known/openid-configuration", timeout=5).ok
    except requests.ConnectionError:
        return False
