"""Pages of letters: drafting one, its text while it is a draft, approval, how it went out, and its text as a file."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from incidents.access import get_letter
from incidents.forms.letters import DraftForm, LetterForm, SendForm
from incidents.letters import why_not
from incidents.models import Letter
from incidents.operations import letters as operations
from incidents.views.acting import Given, Visit, act, come_in, visit_to
from incidents.vocabulary import LetterKind, LetterState, SentHow


def _page_of(letter: Letter) -> str:
    incident = letter.incident
    return reverse("letter", args=[incident.school.slug, incident.reference, letter.key])


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Draft a letter to somebody who is at least probable."""
    visit = come_in(request, slug, reference)
    made: list[Letter] = []

    def do(given: Given) -> None:
        given["kind"] = LetterKind(given["kind"])
        made.append(operations.draft_letter(incident=visit.incident, by=visit.user, at=visit.at, **given))

    form = DraftForm(visit.posted, version=visit.incident.version, people=visit.facts.involvements)
    said = "The letter is drafted. Read it through, and change what is not right."
    return act(visit, form, do, page="draft_letter", said=said, to=lambda: _page_of(made[0]))


@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, slug: str, reference: str, key: UUID) -> HttpResponse:
    """Read a letter; change and approve it while it is a draft; record how it went out once it is approved."""
    at = timezone.now()
    way, found = get_letter(request, slug, reference, key, at)
    visit = visit_to(request, way.standing, way.incident, at)
    visit.reading.addressed([found])
    if way.access:
        shown = {"incident": way.incident, "letter": found, "access": way.access, "who": _signed(visit, found)}
        return render(request, "incidents/letter_to_read.html", shown)
    doing = request.POST.get("do", "")
    if doing == "send" or (not doing and found.state == LetterState.APPROVED):
        return _send(visit, found)
    return _change(visit, found, approving=doing == "approve")


def _change(visit: Visit, found: Letter, *, approving: bool) -> HttpResponse:
    """Keep the text of a draft; where it is to be approved, the text that was sent along is what is approved."""

    def do(given: Given) -> None:
        body, version = given["body"], given["version"]
        if body != found.body:
            operations.edit_letter(letter=found, body=body, by=visit.user, at=visit.at, version=version)
            version += 1
        if approving:
            operations.approve_letter(letter=found, by=visit.user, at=visit.at, version=version)

    form = LetterForm(visit.posted, version=visit.incident.version, initial={"body": found.body})
    said = "The letter is approved. Its words are fixed from now on." if approving else "The text is saved."
    return _act(visit, found, form, do, said)


def _send(visit: Visit, found: Letter) -> HttpResponse:
    def do(given: Given) -> None:
        given["how"] = SentHow(given["how"])
        operations.send_letter(letter=found, by=visit.user, at=visit.at, **given)

    form = SendForm(visit.posted, version=visit.incident.version, people=visit.facts.involvements)
    return _act(visit, found, form, do, "The letter is recorded as sent.")


def _act(visit: Visit, found: Letter, form: object, do: Callable[[Given], None], said: str) -> HttpResponse:
    """The letter's page is open to whoever sees the incident; its operations refuse who may not change it."""
    against = why_not(
        LetterKind(found.kind), found.to, visit.facts, visit.viewer, sending=found.state == LetterState.APPROVED
    )
    return act(
        visit, form, do, page="letter", said=said, barred=(), to=lambda: _page_of(found), letter=found,
        who=_signed(visit, found),
        against=[*visit.conflict, *(each for each in against if each not in visit.conflict)],
    )  # fmt: skip


def _signed(visit: Visit, found: Letter) -> dict[str, str]:
    """Who drafted, approved and sent it, each as this person may read their name."""
    return {name: visit.reading.staff(getattr(found, name)) for name in ("drafted_by", "approved_by", "sent_by")}


@require_safe
def download(request: HttpRequest, slug: str, reference: str, key: UUID) -> HttpResponse:
    """The letter's text as a file: exactly the bytes whose hash was kept at approval."""
    way, found = get_letter(request, slug, reference, key, timezone.now())
    state = "draft-" if found.state == LetterState.DRAFT else ""
    name = f"{way.incident.reference}-{state}{slugify(found.get_kind_display())}.txt"
    response = HttpResponse(found.body.encode(), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Security-Policy"] = "sandbox"  # config.headers adds the rest of the policy
    return response
