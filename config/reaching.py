"""Every request begins and ends with no school within reach of its connection (S8.09)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from schools.reach import nowhere


class Reaching:
    """Takes back what the door of a request set, also after an error: the next request has the same connection."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, with no school within reach until it comes to a door."""
        with nowhere():
            return self.get_response(request)
