"""The pages for what cannot be answered: the same bytes for everybody, and nothing told."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as project
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import get_resolver

from config import handlers


@pytest.fixture(autouse=True)
def plain_static_files(settings: Any) -> None:
    """Addresses without the hashes that only collected files have."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


ANSWERS: list[tuple[int, Callable[[HttpRequest], HttpResponse]]] = [
    (400, lambda request: handlers.bad_request(request, ValueError("secret"))),
    (403, lambda request: handlers.permission_denied(request, PermissionError("secret"))),
    (403, lambda request: handlers.csrf_failure(request, reason="secret")),
    (404, lambda request: handlers.page_not_found(request, Http404("secret"))),
    (413, lambda request: handlers.bad_request(request, RequestDataTooBig("secret"))),
    (413, handlers.too_large),
    (429, handlers.too_many),
    (500, handlers.server_error),
]


@pytest.mark.parametrize("status, handler", ANSWERS)
def test_an_error_page_is_the_same_for_everybody(status: int, handler: Callable[[HttpRequest], HttpResponse]) -> None:
    first = handler(RequestFactory().get("/alderbrook/incidents/K7M-4QX/"))
    second = handler(RequestFactory().post("/elsewhere/", {"name": "Amara Obi"}))
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert first.status_code == status
    words = first.content.decode()
    assert words.count("<h1>") == 1
    for forbidden in ("<form", "csrfmiddlewaretoken", "secret", "K7M-4QX", "alderbrook", "Amara"):
        assert forbidden not in words


def test_the_error_pages_are_the_ones_in_use() -> None:
    in_use = {
        400: handlers.bad_request,
        403: handlers.permission_denied,
        404: handlers.page_not_found,
        429: handlers.too_many,
        500: handlers.server_error,
    }
    for status, view in in_use.items():
        assert get_resolver().resolve_error_handler(status) is view
    assert project.CSRF_FAILURE_VIEW == "config.handlers.csrf_failure"
