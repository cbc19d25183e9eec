"""What `benchmark` measures with: the product and a bare view behind one server, a clock on the wire, SQL counted.

The server is gunicorn with two workers, one request at a time each, on this machine alone; times are of whole answers,
compressed as a browser gets them. SQL is counted in this process, on the same pages. Which pages is for the command.
"""

import http.client
import math
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from statistics import median
from typing import Any, NamedTuple

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.test.utils import CaptureQueriesContext

from config.serving import HOST, free_port

BARE = "/bare/"
CPU = "X-Processor-Milliseconds"
TOKEN = "m" * 32
NOT_COUNTED = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT")
WORKERS, WARM_UP, PATIENCE = 2, 6, 60


@dataclass(frozen=True)
class Ask:
    """A request: with `data` a form that is sent, without it a page that is looked at."""

    path: str
    data: dict[str, Any] | None = None


@dataclass(frozen=True)
class Scenario:
    """A page or an act: `prepare` makes the next request, outside the clock; `status` is what must come back."""

    name: str
    prepare: Callable[[], Ask]
    status: int = 200


@dataclass(frozen=True)
class Measured:
    """What came of one scenario: milliseconds and the processor's milliseconds of each run, statements, bytes sent."""

    name: str
    times: Sequence[float]
    processor: Sequence[float]
    statements: int
    size: int

    @property
    def p50(self) -> float:
        """The middle time."""
        return median(self.times)

    @property
    def p95(self) -> float:
        """The time that nineteen in twenty keep within."""
        return sorted(self.times)[math.ceil(0.95 * len(self.times)) - 1]


class Answered(NamedTuple):
    """An answer: its status and bytes, milliseconds until its last byte, and the processor's milliseconds for it."""

    status: int
    size: int
    milliseconds: float
    processor: float


class NotAsExpected(Exception):
    """A page answered otherwise than it must, so its time would mean nothing."""


class Bare(WSGIHandler):
    """Django with one view that says ok: no middleware, no SQL, the least that an answer can cost."""

    def load_middleware(self, is_async: bool = False) -> None:
        """Leave all of it out."""
        self._middleware_chain = convert_exception_to_response(lambda request: HttpResponse("ok"))


@cache
def _handlers() -> tuple[WSGIHandler, Bare]:
    return get_wsgi_application(), Bare()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
    """The bare view at one address, the product at all others; the processor's time goes along in a header."""
    product, bare = _handlers()
    before = _processor_time()

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        spent = _processor_time() - before
        return start_response(status, [*headers, (CPU, f"{1000 * spent:.3f}")], *rest)

    return (bare if environ["PATH_INFO"] == BARE else product)(environ, start)


def _processor_time() -> float:
    """Seconds that this process and those it has waited for have used: the one that decodes files is among them."""
    import resource  # not on Windows, where gunicorn does not run either

    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


@contextmanager
def server() -> Iterator[int]:
    """Serve the application, and give the port. Raises NotAsExpected when it does not answer."""
    port = free_port(8100)
    options = [f"--workers={WORKERS}", f"--bind={HOST}:{port}", "--log-level=error", "--no-control-socket"]
    command = [sys.executable, "-m", "gunicorn", "config.measuring:application", *options]
    mode = {"FAIRPOST_MODE": settings.FAIRPOST_MODE, "DJANGO_SETTINGS_MODULE": "config.settings"}
    running = subprocess.Popen(command, cwd=settings.BASE_DIR, env=os.environ | mode)
    try:
        _wait_for(port)
        yield port
    finally:
        running.terminate()
        running.wait(PATIENCE)


def _wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            _send(port, Ask(BARE), "")
            return
        except OSError:
            time.sleep(0.1)
    raise NotAsExpected("The server does not answer.")


def measure(port: int, client: Client, scenario: Scenario, runs: int) -> Measured:
    """Run a scenario on the wire, some times to warm up and then `runs` times, and once here to count its SQL."""
    session = client.cookies[settings.SESSION_COOKIE_NAME].value if client.cookies else ""
    answers = []
    for _ in range(WARM_UP + runs):
        ask = scenario.prepare()
        answers.append(_send(port, ask, session))
        if answers[-1].status != scenario.status:
            raise NotAsExpected(f"{scenario.name}: {ask.path} answered {answers[-1].status}, not {scenario.status}.")
    times = [each.milliseconds for each in answers[WARM_UP:]]
    processor = [each.processor for each in answers[WARM_UP:]]
    counted = 0 if scenario.name == BARE else statements(client, scenario)
    return Measured(scenario.name, times, processor, counted, answers[-1].size)


def _send(port: int, ask: Ask, session: str) -> Answered:
    """One request, on a connection of its own."""
    cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
    headers = {"Accept-Encoding": "gzip", "Cookie": cookies}
    body = None
    if ask.data is not None:
        headers |= {"Content-Type": MULTIPART_CONTENT, "X-CSRFToken": TOKEN}
        body = encode_multipart(BOUNDARY, ask.data)
    start = time.perf_counter()
    wire = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
    wire.request("GET" if body is None else "POST", ask.path, body, headers)
    answer = wire.getresponse()
    size = len(answer.read())
    wire.close()
    milliseconds = 1000 * (time.perf_counter() - start)
    return Answered(answer.status, size, milliseconds, float(answer.headers[CPU]))


def statements(client: Client, scenario: Scenario) -> int:
    """How many SQL statements one run asks, in this process. Raises NotAsExpected."""
    ask = scenario.prepare()
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(ask.path) if ask.data is None else client.post(ask.path, ask.data)
    if answer.status_code != scenario.status:
        raise NotAsExpected(f"{scenario.name}: {ask.path} answered {answer.status_code}, not {scenario.status}.")
    return sum(not each["sql"].upper().startswith(NOT_COUNTED) for each in captured)
