"""Requests whose lengths contradict each other, over a bare line to the real server: never read twice (S4.04)."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as project

from config import serving
from tests.structure.test_serving import PROGRAM

SMUGGLED = b"GET /smuggled-in/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
LONG = b"Content-Length: %d\r\n" % len(SMUGGLED)
CHUNKED = b"Transfer-Encoding: chunked\r\n"
END = b"0\r\n\r\n"


def chunk(size: bytes) -> bytes:
    """A body of one chunk that says it has this size."""
    return size + b"\r\nabcde\r\n" + END


SHAPES: dict[str, tuple[bytes, bytes]] = {
    "a length and chunks": (LONG + CHUNKED, END + SMUGGLED),
    "chunks and a length": (CHUNKED + LONG, END + SMUGGLED),
    "a length of nothing and chunks": (b"Content-Length: 0\r\n" + CHUNKED, END + SMUGGLED),
    "two lengths": (b"Content-Length: 0\r\n" + LONG, SMUGGLED),
    "two lengths in one": (b"Content-Length: 0, 5\r\n", SMUGGLED),
    "a length below nothing": (b"Content-Length: -1\r\n", SMUGGLED),
    "a length with a plus": (b"Content-Length: +5\r\n", SMUGGLED),
    "a length in sixteens": (b"Content-Length: 0x5\r\n", SMUGGLED),
    "a length with a line in it": (b"Content-Length: 5_0\r\n", SMUGGLED),
    "no length in figures": (b"Content-Length: five\r\n", SMUGGLED),
    "an empty length": (b"Content-Length:\r\n", SMUGGLED),
    "chunks of another kind": (b"Transfer-Encoding: xchunked\r\n", END + SMUGGLED),
    "chunks and something after": (b"Transfer-Encoding: chunked, identity\r\n", END + SMUGGLED),
    "chunks twice": (CHUNKED + CHUNKED, END + SMUGGLED),
    "a space before the colon": (b"Transfer-Encoding : chunked\r\n", END + SMUGGLED),
    "a length with a space before the colon": (b"Content-Length : 5\r\n", SMUGGLED),
    "a header over two lines": (b"Transfer-Encoding:\r\n chunked\r\n", END + SMUGGLED),
    "a chunk whose size is no number": (CHUNKED, chunk(b"zz") + SMUGGLED),
    "a chunk whose size is below nothing": (CHUNKED, chunk(b"-5") + SMUGGLED),
    "a chunk whose size has a sign": (CHUNKED, chunk(b"0x5") + SMUGGLED),
    "a chunk that is longer than it says": (CHUNKED, b"2\r\nabcde\r\n" + END + SMUGGLED),
    "a nothing in the name": (b"Content-Len\x00gth: 5\r\n", SMUGGLED),
}


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a gunicorn that serves the product."""
    folder: Path = tmp_path_factory.mktemp("served")
    free = serving.free_port(8950)
    environment = os.environ | {"FAIRPOST_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings"}
    environment |= {"FAIRPOST_MODE": "demonstration", "DATABASE_URL": f"sqlite:///{folder / 'empty.sqlite3'}"}
    command = [sys.executable, "-c", PROGRAM.format(server="with_gunicorn", port=free)]
    with subprocess.Popen(
        command, cwd=project.BASE_DIR, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as running:
        assert running.stdout is not None and running.stdout.readline() == "ready\n"
        yield free
        running.terminate()
        running.communicate(timeout=30)


def said(port: int, head: bytes, body: bytes) -> bytes:
    """Everything that comes back until the server shuts the line."""
    with socket.create_connection((serving.HOST, port), timeout=20) as line:
        line.sendall(b"POST /nowhere/ HTTP/1.1\r\nHost: localhost\r\n" + head + b"\r\n" + body)
        line.shutdown(socket.SHUT_WR)
        found = b""
        while piece := line.recv(65536):
            found += piece
    return found


@pytest.mark.parametrize("shape", SHAPES)
def test_a_request_of_two_minds_is_refused_and_what_follows_it_is_never_answered(port: int, shape: str) -> None:
    """A body may be refused only once the product has answered the head (403: a form without its token)."""
    assert len(SHAPES) >= 20
    statuses = re.findall(rb"HTTP/1\.1 (\d+)", said(port, *SHAPES[shape]))
    assert statuses in ([], [b"400"], [b"501"], [b"403", b"400"]), "what was smuggled in would be led to the sign-in"


def test_an_honest_request_is_answered_and_the_server_names_no_version(port: int) -> None:
    """S3.02: else the refusals would prove nothing."""
    for head, body in ((b"Content-Length: 5\r\nConnection: close\r\n", b"abcde"), (CHUNKED, chunk(b"5"))):
        found = said(port, head, body)
        assert found.startswith(b"HTTP/1.1 403"), found[:300]  # the product itself: a form without its token
        server = [row for row in found.partition(b"\r\n\r\n")[0].split(b"\r\n") if row.lower().startswith(b"server:")]
        assert not any(figure in row for row in server for figure in b"0123456789")
