"""A session opens pages only while its sign-in stands: limits, ending from elsewhere, a new key when rights change.

Django keeps the session; `schools.models.SignIn` says whether it still counts. A session without such a row is
nobody's. It stands behind Django's own middleware of sign-in, before all that asks who is there (S7.01 to S7.08).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, InterfaceError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from config.unavailable import answer
from schools.browsers import in_words
from schools.models import SignIn, User
from schools.operations import sessions as operations
from schools.sign_ins import NOTED_EVERY, hash_of, rights_of, sign_in_of, why_over
from schools.vocabulary import Ended
from schools.working_for import ALL_THE_SAME, WorkingElsewhere

WHY, RIGHTS, WAS = "why_signed_out", "rights", "who_was_signed_out"
"""What a session keeps of this: why the last one ended, for the sign-in page; what its owner may do; whose it was."""

WHY_FOR = 15 * 60
"""For how many seconds the sign-in page says why."""


@dataclass(frozen=True)
class Before:
    """How things stood when a request came in: its sign-in, what had been proved, and the seal on the password."""

    sign_in: SignIn | None = None
    proved: int = 0
    seal: str = ""


class SignedIn:
    """Turns away sessions that are over, and writes down signing in, being there and signing out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            before = come_in(request, timezone.now())
        except (DatabaseError, InterfaceError) as error:
            return answer(request, error)
        response = self.get_response(request)
        try:
            leave(request, response, before, timezone.now())
        except (DatabaseError, InterfaceError) as error:
            return answer(request, error, afterwards=True)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A form of one school that was sent from another: a plain page, and nothing done (S8.26)."""
        return elsewhere(request, error) if isinstance(error, WorkingElsewhere) else None


def elsewhere(request: HttpRequest, error: WorkingElsewhere) -> HttpResponse:
    """Say which school is meant, and offer to send what was typed all the same; to a script, the sentence."""
    if request.headers.get("X-Requested-With") == "fetch":
        return JsonResponse({"error": str(error)}, status=409)
    left_out = ("csrfmiddlewaretoken", ALL_THE_SAME)
    typed = [(name, value) for name, values in request.POST.lists() for value in values if name not in left_out]
    shown = {"active": error.active, "typed": typed, "files": bool(request.FILES)}
    return render(request, "schools/working_elsewhere.html", shown, status=409)


def come_in(request: HttpRequest, at: datetime) -> Before:
    """Who is there, if their sign-in stands; else nobody is, and the sign-in page says why."""
    key = request.session.session_key
    user = request.user
    sign_in = sign_in_of(key) if key and _was_somebody(request, key) else None
    if isinstance(user, User) and sign_in and sign_in.user_id == user.pk and not why_over(sign_in, at):
        _note(sign_in, user, at)
        _new_key_for_new_rights(request, sign_in, user, at)
        request.sign_in = sign_in  # type: ignore[attr-defined]
        return Before(sign_in, _proved(request), request.session.get(HASH_SESSION_KEY, ""))
    if user.is_authenticated or sign_in or SESSION_KEY in request.session:
        _turn_away(request, sign_in, at)
    return Before()


def leave(request: HttpRequest, response: HttpResponse, before: Before, at: datetime) -> None:
    """Write down what the request did to the sign-in: began it, moved it to a new key, or ended it."""
    user, was = request.user, before.sign_in
    if was and (not isinstance(user, User) or user.pk != was.user_id):
        operations.end(sign_in=was, why=Ended.LEFT, by=was.user, at=at)
        was = None
    if isinstance(user, User):
        if was:
            _go_on(request, response, before, user, at)
        else:
            _begin(request, user, at)


def _was_somebody(request: HttpRequest, key: str) -> bool:
    """Somebody is signed in by this session, or was until it was found to be over."""
    return request.user.is_authenticated or request.session.session_key != key or SESSION_KEY in request.session


def _turn_away(request: HttpRequest, sign_in: SignIn | None, at: datetime) -> None:
    request.session.flush()
    request.user = AnonymousUser()
    if sign_in is None:
        return
    why = why_over(sign_in, at) or Ended.PASSWORD
    operations.end(sign_in=sign_in, why=why, by=sign_in.user, at=at)
    if why is not Ended.LEFT:
        request.session[WHY] = why.value
        request.session[WAS] = sign_in.user_id
        request.session.set_expiry(WHY_FOR)


def _note(sign_in: SignIn, user: User, at: datetime) -> None:
    if at - sign_in.seen_at < NOTED_EVERY:
        return
    try:
        with transaction.atomic():
            operations.see(sign_in=sign_in, by=user, at=at)
    except DatabaseError:
        return  # the page is more use than the note, and without it the session ends the sooner


def _new_key_for_new_rights(request: HttpRequest, sign_in: SignIn, user: User, at: datetime) -> None:
    rights = rights_of(user, at)
    if request.session.get(RIGHTS) != rights:
        request.session[RIGHTS] = rights
        _new_key(request, sign_in, user)


def _new_key(request: HttpRequest, sign_in: SignIn, user: User) -> None:
    request.session.cycle_key()
    operations.move(sign_in=sign_in, session_key=str(request.session.session_key), by=user)


def _begin(request: HttpRequest, user: User, at: datetime) -> None:
    for each in (WHY, WAS):
        request.session.pop(each, None)
    request.session[RIGHTS] = rights_of(user, at)
    request.session.set_expiry(0)  # whichever way they came, the cookie goes when the browser is shut
    if not request.session.session_key:
        request.session.cycle_key()
    key, browser = str(request.session.session_key), in_words(request.headers.get("User-Agent", ""))
    operations.begin(session_key=key, browser=browser, by=user, at=at)


def _go_on(request: HttpRequest, response: HttpResponse, before: Before, user: User, at: datetime) -> None:
    """The same person, still there: under a new key where they proved more of themselves, or changed how they do."""
    was = before.sign_in
    assert was is not None
    if _proved(request) > before.proved or _changed_a_factor(request, response):
        request.session.cycle_key()
    if not request.session.session_key:
        request.session.cycle_key()
    if hash_of(str(request.session.session_key)) != was.session_hash:
        operations.move(sign_in=was, session_key=str(request.session.session_key), by=user)
    if before.seal and request.session.get(HASH_SESSION_KEY) != before.seal:
        operations.end_others(but=was, by=user, at=at, why=Ended.PASSWORD)


def _proved(request: HttpRequest) -> int:
    """How often this session was told who is there: a password, a second step, a school's account."""
    return len(request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, ()))


def _changed_a_factor(request: HttpRequest, response: HttpResponse) -> bool:
    match = request.resolver_match
    changed = request.method == "POST" and response.status_code == 302
    return changed and match is not None and str(match.view_name).startswith("mfa_")
