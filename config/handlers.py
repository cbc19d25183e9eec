"""The pages for what cannot be answered: 400, 403, 404, 413, 429, 500, 503.

They are rendered without the request, so that no name, token, school or address can slip into them, no
database is asked, and the page for "not yours" equals the page for "not there" byte for byte; only 503 gives back what
somebody typed. A page that
refuses a step (409) is no error and lives with the step.
"""

import sys
from dataclasses import replace

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from config.failing import Failure, failure_of
from config.logs import number_of_request
from config.typed import Typed, typed_in

SOON = {"Retry-After": "30"}
"""What a 503 tells a program: to come back in so many seconds."""


def page(status: int, **more: str) -> HttpResponse:
    """The page of `status`, the same bytes for everybody."""
    words = render_to_string(f"errors/{status}.html", {"demonstration": settings.DEMONSTRATION} | more)
    return HttpResponse(words, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400; 413 where the trouble is that too much was sent."""
    return page(413 if isinstance(exception, RequestDataTooBig) else 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403. What one may not see is a 404; this remains for what Django itself refuses."""
    return page(403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or old. The reason is for the log, not for the page."""
    return page(403)


def from_elsewhere(request: HttpRequest) -> HttpResponse:
    """403 for what another site asks for. Its link leads to the address that was asked for, which it does not name."""
    words = render_to_string("errors/arriving.html", {"demonstration": settings.DEMONSTRATION})
    return HttpResponse(words, status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: not there, another school's, or not yours; nobody can tell which."""
    return page(404)


def too_large(request: HttpRequest) -> HttpResponse:
    """413, for views that measure what was sent themselves."""
    return page(413)


def too_many(request: HttpRequest) -> HttpResponse:
    """429, which allauth asks of the URL configuration as `handler429` when its limits are reached."""
    return page(429)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; 503 where it was the database or a disk that failed. What went wrong is in the log, by the number."""
    failure = failure_of(sys.exception())
    return failed(request, replace(failure, uncertain=True)) if failure else page(500, number=number_of_request())


def failed(request: HttpRequest, failure: Failure) -> HttpResponse:
    """503 for a database or a disk that failed: what that means for what was sent, and what was typed (R.09, R.10)."""
    sending = request.method not in ("GET", "HEAD")
    return unavailable(request, failure.says(sending=sending), typed_in(request) if sending else None)


def unavailable(request: HttpRequest, sentence: str, typed: Typed | None = None) -> HttpResponse:
    """503, with the one sentence that says what cannot be done just now; to a script, the sentence alone."""
    if request.headers.get("X-Requested-With") == "fetch":
        return JsonResponse({"error": sentence}, status=503, headers=SOON)
    shown = {"demonstration": settings.DEMONSTRATION, "sentence": sentence, "typed": typed}
    return HttpResponse(render_to_string("errors/503.html", shown), status=503, headers=SOON)
