"""The pages for what cannot be answered: 400, 403, 404, 413, 429, 500, 503.

They are rendered without the request, so that no name, token, school or address can slip into them, no
database is asked, and the page for "not yours" equals the page for "not there" byte for byte. A page that
refuses a step (409) is no error and lives with the step.
"""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def page(status: int) -> HttpResponse:
    """The page of `status`, the same bytes for everybody."""
    words = render_to_string(f"errors/{status}.html", {"demonstration": settings.DEMONSTRATION})
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
    """500. What went wrong is in the log."""
    return page(500)


def unavailable(request: HttpRequest, sentence: str) -> HttpResponse:
    """503, with the one sentence that says what cannot be done just now."""
    words = render_to_string("errors/503.html", {"demonstration": settings.DEMONSTRATION, "sentence": sentence})
    return HttpResponse(words, status=503)
