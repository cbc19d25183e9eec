"""What somebody typed into a form that could not be taken, so that the page which says so can give it back (R.10).

Only forms inside a school, sent from one of its own pages: what another site made a browser send is never shown with a
button that would send it for good. Passwords, codes and files are never given back. It asks no database.
"""

from dataclasses import dataclass

from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.urls import Resolver404, resolve

NEVER = ("password", "code", "secret")
LONGEST = 200_000


@dataclass(frozen=True)
class Typed:
    """Where a form was going, what was in it to read and what was not, and whether files were with it."""

    address: str
    token: str
    texts: list[tuple[str, str, str]]
    rest: list[tuple[str, str]]
    files: bool


def typed_in(request: HttpRequest) -> Typed | None:
    """What was typed, or None where it is not to be given back."""
    try:
        if request.method != "POST" or "slug" not in resolve(request.path_info).kwargs or not _own(request):
            return None
        pairs = [(name, value) for name, values in request.POST.lists() for value in values]
        files = bool(request.FILES)
    except (Resolver404, BadRequest, RequestDataTooBig, UnreadablePostError, MultiPartParserError, OSError):
        return None
    pairs = [(name, value) for name, value in pairs if name != "csrfmiddlewaretoken"]
    if (
        any(word in name.lower() for name, _ in pairs for word in NEVER)
        or sum(len(value) for _, value in pairs) > LONGEST
    ):
        return None
    texts = [(name, _label(name), value) for name, value in pairs if _is_text(value)]
    rest = [(name, value) for name, value in pairs if not _is_text(value)]
    return Typed(request.get_full_path(), get_token(request), texts, rest, files)


def _own(request: HttpRequest) -> bool:
    """Whether the form came from a page of ours. The failure may have come before anybody asked."""
    check = CsrfViewMiddleware(lambda _: HttpResponse())
    check.process_request(request)
    return check.process_view(request, lambda _: HttpResponse(), (), {}) is None


def _is_text(value: str) -> bool:
    return any(character.isspace() for character in value.strip())


def _label(name: str) -> str:
    return name.rpartition("-")[2].replace("_", " ").capitalize()
