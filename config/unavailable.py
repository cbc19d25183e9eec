"""What a person reads while the record, the database, a disk or printing fails: one page, status 503 (R.05, R.09).

It asks no database. What failed outside a view, in the sessions or elsewhere, comes here by `handlers.server_error`.
"""

import logging
from collections.abc import Callable
from dataclasses import replace

from django.http import HttpRequest, HttpResponse

from config.failing import Failure, failure_of
from config.handlers import failed, unavailable
from schools.printing.pdf import NotPrinted
from schools.record import LookNotRecorded

log = logging.getLogger(__name__)


class Unavailable:
    """Turns a look not written, a PDF not made, or a database or disk that fails, into a 503 page without data."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer for these, and leave every other exception to Django."""
        if isinstance(error, NotPrinted):
            return unavailable(request, str(error))
        if isinstance(
            error, LookNotRecorded
        ):  # the door asks for a look before a form is read: what was sent goes back
            return failed(request, Failure(str(error), again=""))
        return answer(request, error) if failure_of(error) else None


def answer(request: HttpRequest, error: Exception, *, afterwards: bool = False) -> HttpResponse:
    """The page for what failed. Raises the error again where it is no failure of the database or a disk.

    :param afterwards: the page had its answer already, so that what was sent is saved perhaps.
    """
    failure = failure_of(error)
    if failure is None:
        raise error
    log.error("Not answered, because something failed: %s", type(error).__name__)
    return failed(request, replace(failure, uncertain=failure.uncertain or afterwards))
