"""How a page of policies does one thing with one form, and answers an operation that refuses.

Done: 302. What was typed is wrong: 200. Refused, or somebody else was quicker: 409 with every sentence, what was typed
kept, and the new edition carried, so that whoever has read what changed can press again. Not theirs: the same 404.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from policies.access import get_version, keeps
from policies.forms.fields import EditionForm
from policies.models import PolicyVersion
from schools.access import Standing
from schools.door import get_school
from schools.forms.overrun import is_overrun, say_what_it_says_now
from schools.models import School, User
from schools.operation import NotFound, Refused
from schools.views.taking import Taking
from schools.vocabulary import Permission

Given = dict[str, Any]


@dataclass(frozen=True)
class Visit:
    """Somebody who has come in by the door: who, at which school, when, and before which version, if any."""

    request: HttpRequest
    standing: Standing
    at: datetime
    of: PolicyVersion | None = None

    @property
    def user(self) -> User:
        """Who asks."""
        return self.standing.user

    @property
    def school(self) -> School:
        """The school of the address."""
        return self.standing.school

    @property
    def version(self) -> PolicyVersion:
        """The version of the address."""
        assert self.of is not None
        return self.of

    @property
    def posted(self) -> QueryDict | None:
        """What was sent with the form, or nothing."""
        return self.request.POST if self.request.method == "POST" else None

    @property
    def keeper(self) -> bool:
        """Whether they keep this policy: their office does, at the school that keeps it."""
        return self.standing.may(Permission.KEEP_POLICY) and keeps(self.standing, self.version)

    @property
    def url(self) -> str:
        """The page of the version, or the list of policies where there is none."""
        if self.of is None:
            return reverse("policy_shelf", args=[self.school.slug])
        return self.url_of("version")

    def url_of(self, name: str, *more: Any) -> str:
        """The address of a page of this version."""
        return reverse(name, args=[self.school.slug, self.version.policy.slug, self.version.number, *more])


def come_in(request: HttpRequest, slug: str, *permissions: Permission) -> Visit:
    """Come to a page of a school, with any one of these permissions. Raises Http404."""
    return Visit(request, get_school(request, slug, *permissions), timezone.now())


def come_to(request: HttpRequest, slug: str, policy: str, number: int, *permissions: Permission) -> Visit:
    """Come to a page of a version. Raises Http404, as `get_version` does."""
    standing, version = get_version(request, slug, policy, number, *permissions)
    return Visit(request, standing, timezone.now(), version)


def act(
    visit: Visit,
    form: forms.Form,
    do: Callable[[Given], object],
    *,
    page: str,
    said: str = "",
    to: Callable[[], str] | None = None,
    barred: Sequence[str] = (),
    shut: bool = False,
    **more: Any,
) -> HttpResponse:
    """Do one thing with one form, on the page `policies/<page>.html`; afterwards go to `to`, or back to the version.

    :param barred: why it cannot be done now, whoever asks: the page says so, and a form that is sent is refused.
    :param shut: whether the page has nothing else to show then, so that asking for it is 409 too.
    """
    taking = Taking(visit.request, visit.standing, visit.at, to or (lambda: visit.url), said)
    once = lambda given: taking.take(lambda: do(given))  # noqa: E731
    status = _try(visit, form, once, barred) if form.is_bound else 409 if barred and shut else 200
    if status == 302:
        return taking.answer()
    shown = {"visit": visit, "version": visit.of, "form": form, "barred": barred, **more}
    return render(visit.request, f"policies/{page}.html", shown, status=status)


def _try(visit: Visit, form: forms.Form, do: Callable[[Given], object], barred: Sequence[str]) -> int:
    if not barred and not form.is_valid():
        return 200
    status = refuse(form, barred) if barred else attempt(form, lambda: do(form.cleaned_data))
    if status == 409 and visit.of is not None and isinstance(form, EditionForm):
        if not barred and is_overrun(form, "edition"):
            say_what_it_says_now(form)
        visit.of.refresh_from_db(fields=["edition"])
        form.carry(visit.of.edition)
    return status


def attempt(form: forms.Form, do: Callable[[], object]) -> int:
    """Run an operation: 302 when it was done, 409 when it refused, its sentences then errors of the form.

    Raises Http404 for what the person may not see.
    """
    try:
        do()
    except NotFound as error:
        raise Http404 from error
    except Refused as refused:
        return refuse(form, refused.sentences)
    return 302


def refuse(form: forms.Form, sentences: Sequence[str]) -> int:
    """Say in the form's summary of errors why not: 409."""
    for sentence in sentences:
        form.add_error(None, sentence)
    return 409
