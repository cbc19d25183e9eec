"""Which methods the site answers at all (S4.02). What each page takes is said beside its view."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

ANSWERED = ("GET", "HEAD", "OPTIONS", "POST")


class AnsweredMethods:
    """Refuses every other method with 405, before any view: pages of packages take PUT for POST, and TRACE for GET."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in ANSWERED:
            return HttpResponseNotAllowed(ANSWERED)
        return self.get_response(request)
