"""What a person reads while the record, the database or printing fails: one plain page, status 503 (R.05, R.09)."""

import logging
from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

from config.handlers import unavailable
from schools.printing.pdf import NotPrinted
from schools.record import LookNotRecorded

BUSY = "Fairpost cannot reach its records just now. Wait a moment, then try again: nothing was half saved."
log = logging.getLogger(__name__)


class Unavailable:
    """Turns a look not written, a PDF not made, or a database that does not answer, into a 503 page without data."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer for these, and leave every other exception to Django."""
        if isinstance(error, LookNotRecorded | NotPrinted):
            return unavailable(request, str(error))
        if isinstance(error, OperationalError):
            log.error("The database did not answer: %s", type(error).__name__)
            return unavailable(request, BUSY)
        return None
