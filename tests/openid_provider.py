"""A real OpenID provider on the loopback, in a process of its own, and a browser's way through it by hand."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from typing import Any

import requests
from django.test import Client

NAME = "Oakfield accounts"
STARTS_WITHIN = 60


@dataclass(frozen=True)
class Provider:
    """A provider that runs, with Fairpost registered at it."""

    address: str
    client_id: str
    secret: str

    def knows(self, sub: str, **claims: Any) -> None:
        """Make somebody known, with what their id token shall say; it says what a provider would not, if told so."""
        requests.put(f"{self.address}/users/{sub}", json=claims, timeout=10).raise_for_status()

    def app(self, **changes: Any) -> dict[str, Any]:
        """Fairpost's own settings for it."""
        more = {"domains": [], "assume_verified": False, "trust_amr": False}
        more |= {"server_url": self.address, "fetch_userinfo": False}
        app = {"provider_id": "oakfield", "name": NAME, "client_id": self.client_id, "secret": self.secret}
        return {**app, "settings": {**more, **changes}}

    def agrees(self, there: str, sub: str) -> str:
        """Press the provider's own button as somebody, and say where it sends the browser."""
        answer = requests.post(there, data={"sub": sub}, allow_redirects=False, timeout=10)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]


@contextmanager
def running(*callbacks: str) -> Iterator[Provider]:
    """Start one that takes registered sites only, demands a nonce, and sends people back to these addresses only."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "-p", str(port), "-r", "true", "-n", "true"]
    process = subprocess.Popen(words, stderr=subprocess.DEVNULL, env={**os.environ, "NO_COLOR": "1"})
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address)
        body = {"redirect_uris": list(callbacks), "token_endpoint_auth_method": "client_secret_post"}
        made = requests.post(f"{address}/oauth2/clients", json=body, timeout=10).json()
        yield Provider(address, made["client_id"], made["client_secret"])
    finally:
        process.terminate()
        process.wait()


def _wait_for(address: str) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            requests.get(f"{address}/.well-known/openid-configuration", timeout=5).raise_for_status()
        except requests.RequestException:
            assert time.monotonic() < until, "the provider did not start"
            time.sleep(0.1)
        else:
            return


def way_there(client: Client, next_url: str = "") -> str:
    """Press the button of the sign-in page, and say to which address at the provider it leads."""
    answer = client.post("/accounts/oidc/oakfield/login/", {"next": next_url} if next_url else {})
    assert answer.status_code == 200, answer.content.decode()
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', answer.content.decode())
    assert found
    return unescape(found[1])


def way_back(client: Client, location: str) -> Any:
    """Come back to where the provider sends the browser."""
    return client.get(location.removeprefix("http://testserver"))
