"""The beats that the pages of people share: coming in by the door, and doing one thing with one form.

Done: 302. What was typed is wrong: 200. Refused: 409 with the sentence, what was typed kept. Not theirs: the same 404.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from schools.access import Standing
from schools.confirming import confirm_first
from schools.door import get_school
from schools.models import School, User
from schools.operation import NotFound, Refused
from schools.person import find_person
from schools.views.taking import Taking
from schools.vocabulary import Permission

Given = dict[str, Any]


@dataclass(frozen=True)
class Visit:
    """Somebody who has come in by the door: who, at which school, and when."""

    request: HttpRequest
    standing: Standing
    at: datetime

    @property
    def user(self) -> User:
        """Who asks."""
        return self.standing.user

    @property
    def school(self) -> School:
        """The school of the address."""
        return self.standing.school

    @property
    def today(self) -> date:
        """The day, in London."""
        return timezone.localdate(self.at)

    @property
    def posted(self) -> QueryDict | None:
        """What was sent with the form, or nothing."""
        return self.request.POST if self.request.method == "POST" else None

    def person(self, key: UUID) -> User:
        """Somebody of this school. Raises Http404."""
        found = find_person(self.school, key)
        if found is None:
            raise Http404
        return found


def come_in(request: HttpRequest, slug: str, *permissions: Permission) -> Visit:
    """Come to a page of a school, with any one of these permissions. Raises Http404."""
    return Visit(request, get_school(request, slug, *permissions), timezone.now())


def act(
    request: HttpRequest,
    form: forms.Form,
    do: Callable[[Given], object],
    *,
    page: str,
    to: Callable[[], str],
    said: str = "",
    barred: Sequence[str] = (),
    confirming: bool = False,
    **shown: Any,
) -> HttpResponse:
    """Do one thing with one form, on the page `schools/<page>.html`, and go on to `to`.

    :param barred: why it cannot be done by this person or now; the page says so, and a form that is sent is refused.
    :param confirming: whether whoever may is first asked once more whether it is still them (S7.03).
    """
    if confirming and not barred and (asked := confirm_first(request)):
        return asked
    status = 409 if barred else 200
    taking = Taking(request, getattr(request, "standing", None), timezone.now(), to, said)
    if form.is_bound and (barred or form.is_valid()):
        once = lambda: taking.take(lambda: do(form.cleaned_data))  # noqa: E731
        status = refuse(form, barred) if barred else attempt(form, once)
    if status == 302:
        return taking.answer()
    return render(request, f"schools/{page}.html", {"form": form, "barred": barred, **shown}, status=status)


def attempt(form: forms.Form, do: Callable[[], object]) -> int:
    """Run an operation: 302 when it was done, 409 when it refused, its sentences then errors of the form."""
    try:
        do()
    except NotFound as error:
        raise Http404 from error
    except Refused as refused:
        return refuse(form, refused.sentences)
    return 302


def refuse(form: forms.Form, sentences: Sequence[str]) -> int:
    """Say in the form's summary of errors why not: 409."""
    form.is_valid()  # so that there is a summary to add to
    for sentence in sentences:
        form.add_error(None, sentence)
    return 409
