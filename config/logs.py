"""What the service says in its log: one JSON object a line, of named parts only (S16.02, S16.03).

A line holds what its code wrote and what is listed in `PARTS`. Of our own modules that is the whole sentence; of
others the words without what was filled into them, because paths, addresses, SQL and what people typed come that way.
Of an error it holds the kinds and the places in the code, never its text, for a database quotes rows in it. So nothing
that somebody typed gets in, also at DEBUG. Which streams there are is written down in `docs/operations.md`.
"""

import json
import logging
import re
import secrets
import traceback
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

OURS = ("config", "schools", "policies", "incidents")
PARTS = ("at", "level", "from", "event", "status", "request", "page", "method", "user", "school", "error", "places")
REFUSED = {400, 403, 404, 405, 409, 413, 429}
"""Answers that are written down: what somebody was denied, or sent that was none (S16.04)."""

FOLDER = Path(__file__).resolve().parent.parent
MOST_PLACES, LONGEST = 30, 2_000
PLAIN = re.compile(r"[\w.:-]{1,100}")

now: ContextVar[tuple[str, HttpRequest] | None] = ContextVar("the request that is being answered", default=None)
log = logging.getLogger(__name__)


def number_of_request() -> str:
    """The number by which a page and the log name the request that is being answered; nothing outside of one."""
    found = now.get()
    return found[0] if found else ""


class Noted:
    """Gives every request a number that its lines carry, and writes down what was refused."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        before = now.set((secrets.token_hex(6), request))
        try:
            response = self.get_response(request)
            if response.status_code in REFUSED:
                log.info("Refused.", extra={"status_code": response.status_code})
            return response
        finally:
            now.reset(before)


class OneLine(logging.Formatter):
    """Writes a record as one line of JSON, in which no letter of it can begin another line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        said = {**_own(record), **_of_request(), **_of_error(record)}
        return json.dumps({name: said[name] for name in PARTS if said.get(name) not in (None, "", [])})


def _own(record: logging.LogRecord) -> dict[str, Any]:
    at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    status = getattr(record, "status_code", None)
    found = {"at": at, "level": record.levelname, "from": f"{record.name}, {record.module}:{record.lineno}"}
    return found | {"event": _words(record)[:LONGEST], "status": status if isinstance(status, int) else None}


def _words(record: logging.LogRecord) -> str:
    """What is said; of modules that are not ours only what stands in their code, and that only where it can be told."""
    if record.name.partition(".")[0] in OURS:
        return record.getMessage()
    return str(record.msg) if record.args else ""


def _of_request() -> dict[str, Any]:
    """Which request it was: by its number, the name of the page, and keys. Nothing is read for it from a database."""
    found = now.get()
    if found is None:
        return {}
    number, request = found
    page = request.resolver_match
    slug = str(page.kwargs.get("slug", "")) if page else ""
    user = request.__dict__.get("_cached_user")  # what a page asked for already
    return {
        "request": number,
        "page": page.view_name if page else None,
        "method": request.method if PLAIN.fullmatch(str(request.method)) else None,
        "user": getattr(user, "pk", None),
        "school": slug if PLAIN.fullmatch(slug) else None,
    }


def _of_error(record: logging.LogRecord) -> dict[str, Any]:
    error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
    if error is None:
        return {}
    kinds = [type(each).__name__ for each in _chain(error)]
    return {"error": kinds, "places": [place for each in _chain(error) for place in _places(each)][-MOST_PLACES:]}


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An error and those that it came from."""
    found: BaseException | None = error
    for _ in range(10):
        if found is None:
            return
        yield found
        found = found.__cause__ or found.__context__


def _places(error: BaseException) -> Iterator[str]:
    """Where it went through: file, line and function, without the line's text and without any value."""
    for frame, line in traceback.walk_tb(error.__traceback__):
        path = Path(frame.f_code.co_filename)
        named = path.relative_to(FOLDER) if path.is_relative_to(FOLDER) else Path(*path.parts[-2:])
        yield f"{named.as_posix()}:{line} {frame.f_code.co_name}"


def logging_of(*, production: bool) -> dict[str, Any]:
    """The setting LOGGING. In production our own modules also say what goes well, such as a sign-in."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "config.logs.OneLine"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            **{name: {"level": "INFO" if production else "WARNING"} for name in OURS},
            "django.request": {"level": "ERROR"},  # what is refused is said by `Noted`, without the address
        },
    }
