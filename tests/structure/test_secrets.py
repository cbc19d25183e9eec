"""No secret of the service gets out by an error page, its log or the list of processes (S13.04).

The service itself runs in production's mode, with secrets that are looked for afterwards, on a database that is away,
so that everything which can go wrong does.
"""

import os
import re
import secrets
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from config import serving
from config.setup import ROOT
from tests.structure.test_serving import PROGRAM

PASSWORDS = {
    name: f"planted-{secrets.token_hex(12)}" for name in ("of_the_database", "of_its_owner", "of_mail", "oidc")
}
SEALING, ANCHOR, KEY = Fernet.generate_key().decode(), secrets.token_hex(32), secrets.token_urlsafe(60)
PLANTED = {*PASSWORDS.values(), SEALING, ANCHOR, KEY}
HOST = "fairpost.example"
AWAY = "postgresql://fairpost:{}@%2Fnowhere%2Fat%2Fall/school"
PROVIDER = (
    '[{"id": "school", "name": "School", "server_url": "https://127.0.0.1:1/", "client_id": "x", "secret": "%s"}]'
)
ASKED = ("/", "/health/", "/accounts/login/", "/accounts/oidc/school/login/", "/nothing/", "/static/nothing.css")


def environment(folder: Path) -> dict[str, str]:
    """What whoever runs the service sets, every secret planted."""
    return {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "FAIRPOST_DATA": str(folder),
        "SECRET_KEY": KEY,
        "ALLOWED_HOSTS": HOST,
        "SITE_URL": f"https://{HOST}",
        "BEHIND_PROXY": "1",
        "TRUSTED_PROXY_COUNT": "1",
        "FAIRPOST_KEYS": SEALING,
        "FAIRPOST_ANCHOR_KEY": f"{secrets.token_hex(8)}:{ANCHOR}",
        "FAIRPOST_ANCHOR_FILE": str(folder / "statements"),
        "DATABASE_URL": AWAY.format(PASSWORDS["of_the_database"]),
        "DATABASE_OWNER_URL": AWAY.format(PASSWORDS["of_its_owner"]),
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_HOST_PASSWORD": PASSWORDS["of_mail"],
        "OIDC_PROVIDERS": PROVIDER % PASSWORDS["oidc"],
    }


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[int, "subprocess.Popen[str]"]]:
    """The service, and its port."""
    port = serving.free_port(9100)
    command = [sys.executable, "-c", PROGRAM.format(server="with_gunicorn", port=port)]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        yield port, process
        process.kill()


def answer(port: int, path: str, host: str) -> tuple[int, str]:
    """The status and everything that came back."""
    headers = {"Host": host, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
    request = urllib.request.Request(f"http://{serving.HOST}:{port}{path}", headers=headers)
    try:
        with urllib.request.build_opener(NoRedirect).open(request, timeout=30) as found:
            return found.status, f"{found.headers}{found.read().decode()}"
    except urllib.error.HTTPError as error:
        return error.code, f"{error.headers}{error.read().decode()}"


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect is looked at, not followed."""

    def redirect_request(self, *args: object, **words: object) -> None:
        """Go nowhere."""


def processes(of: int) -> str:
    """The command lines of a process and of its workers, as everybody on the machine may read them."""
    children = Path(f"/proc/{of}/task/{of}/children").read_text().split()
    return "\n".join(Path(f"/proc/{each}/cmdline").read_text() for each in (str(of), *children))


def test_no_planted_secret_is_in_an_answer_the_log_or_the_list_of_processes(
    running: tuple[int, "subprocess.Popen[str]"],
) -> None:
    port, process = running
    answers = [answer(port, path, host) for path in ASKED for host in (HOST, "elsewhere.example")]
    listed = processes(process.pid)
    process.send_signal(signal.SIGINT)
    log, _ = process.communicate(timeout=30)
    assert {status for status, _ in answers} >= {400, 404, 503}
    assert "python" in listed and "OperationalError" in log
    everything = "\n".join([*(text for _, text in answers), log, listed])
    assert not [each for each in PLANTED if each in everything]


KEYS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|AGE-SECRET-KEY-1[0-9A-Z]{20}|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_\w{36}"
    r"|://[\w.-]+:(?!password\b)[^\s@/{}%'\"]{3,}@|(?<![\w/+-])[\w-]{43}=(?![\w=])"
)
"""Private keys, tokens of providers, passwords in addresses, and keys as `FAIRPOST_KEYS` takes them."""


def test_no_key_lies_in_the_repository() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    files = [ROOT / name for name in listed.decode().split("\0") if name and not name.startswith("tests/")]
    found = [f"{each}: {hit[0]}" for each in files if (hit := KEYS.search(each.read_text(errors="replace")))]
    assert len(files) > 300 and not found, "\n".join(found)


@pytest.mark.parametrize("key", [SEALING, "postgresql://a:hunter2@host/x", "AGE-SECRET-KEY-1" + "Q" * 58])
def test_a_key_would_be_found(key: str) -> None:
    assert KEYS.search(f"SOMETHING={key}\n")
