"""Pages about who needs to know what: showing children's names, keeping names back, and documents that few may read."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from incidents.access import get_to_reveal
from incidents.forms.knowing import DocumentForm, KeepDocumentForm, KeepNameForm, TellNameForm
from incidents.models import Evidence, KeptName, LegalDocument
from incidents.need_to_know import TELLING, show_until
from incidents.operations import knowing as operations
from incidents.operations.knowing import ONLY_THE_OWNER
from incidents.ownership import free_to_read
from incidents.timeline import notes_of
from incidents.views.acting import Given, Visit, act, come_in
from schools.models import User
from schools.vocabulary import Role

SHOWN = 60


@require_POST
def show_names(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Show the names of children in this incident for half an hour. That somebody asked is on record first."""
    at = timezone.now()
    incident = get_to_reveal(request, slug, reference, at).incident
    show_until(request.session, incident, at)
    return redirect(reverse("incident", args=[slug, reference]) + "#people")


@require_http_methods(["GET", "POST"])
def keep_name(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Keep back the name of whoever reported it, of a witness, or where evidence came from. The owner's act."""
    visit = come_in(request, slug, reference)
    options = list(_nameable(visit)) if visit.viewer.owns else []
    return act(
        visit,
        KeepNameForm(visit.posted, version=visit.incident.version, options=options),
        lambda given: operations.keep_name(incident=visit.incident, by=visit.user, at=visit.at, **given),
        page="keep_name",
        said="From now on only you and the safeguarding lead read it.",
        barred=_owner_only(visit),
        kept=visit.reading.kept,
    )


def _nameable(visit: Visit) -> Iterator[tuple[str, str, Any]]:
    incident, kept = visit.incident, visit.reading.kept
    users, evidence = {each.user_id for each in kept}, {each.evidence_id for each in kept}
    if incident.reported_by_id not in users and incident.reported_by_id != incident.owner_id:
        yield "reporter", f"The name of whoever reported it: {incident.reported_by.name}", incident.reported_by
    for link in visit.facts.involvements:
        if link.part in TELLING and not visit.reading.keeps_back(link):
            yield str(link.key), f"The name of {link.shown} – {link.get_part_display().lower()}", link
    for each in visit.facts.evidence:
        if each.pk not in evidence and each.source:
            yield str(each.key), f"Where this came from: {_document(each)}", each


def _document(evidence: Evidence) -> str:
    return evidence.original_name or _short(evidence.words)


def _short(words: str) -> str:
    return f"“{words[:SHOWN].strip()}{'…' if len(words) > SHOWN else ''}”"


@require_http_methods(["GET", "POST"])
def tell_name(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Let a name that was kept back be read again. The owner's act."""
    visit = come_in(request, slug, reference)
    links = {each.pk: each.shown for each in visit.facts.all_involvements}
    options = [(str(each.key), _whose(each, links), each) for each in visit.reading.kept] if visit.viewer.owns else []
    return act(
        visit,
        TellNameForm(visit.posted, version=visit.incident.version, options=options),
        lambda given: operations.tell_name(incident=visit.incident, by=visit.user, at=visit.at, **given),
        page="tell_name",
        said="Everybody who sees this incident reads it again.",
        barred=_owner_only(visit),
    )


def _whose(kept: KeptName, links: dict[int, str]) -> str:
    if kept.user:
        return f"The name of whoever reported it: {kept.user.name}"
    if kept.evidence:
        return f"Where this came from: {_document(kept.evidence)}"
    return f"The name of {links.get(kept.involvement_id or 0, 'somebody since unlinked')}"


@require_http_methods(["GET", "POST"])
def documents(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """The documents that few may read, and keeping another to those few. The owner's act."""
    visit = come_in(request, slug, reference)
    notes = {number: words for number, _, words in notes_of(visit.facts)} if visit.viewer.owns else {}

    def do(given: Given) -> object:
        what = given.pop("what")
        which = {"evidence": what} if isinstance(what, Evidence) else {"note": what}
        return operations.keep_document(incident=visit.incident, by=visit.user, at=visit.at, **which, **given)

    return act(
        visit,
        KeepDocumentForm(visit.posted, version=visit.incident.version, options=_keepable(visit, notes)),
        do,
        page="documents",
        said="From now on few may read this document.",
        barred=_owner_only(visit),
        to=lambda: reverse("documents", args=[slug, reference]),
        kept=[(each, _called(each, notes)) for each in visit.reading.documents],
    )


def _keepable(visit: Visit, notes: dict[int, str]) -> list[tuple[str, str, Any]]:
    kept = visit.reading.documents
    evidence = [each for each in visit.facts.evidence if each.pk not in {one.evidence_id for one in kept}]
    rest = {number: words for number, words in notes.items() if number not in {one.note for one in kept}}
    return [
        *((str(each.key), _document(each), each) for each in evidence),
        *((f"note-{number}", f"The note {_short(words)}", number) for number, words in rest.items()),
    ]


def _called(document: LegalDocument, notes: dict[int, str]) -> str:
    if document.evidence:
        return _document(document.evidence)
    return f"The note {_short(notes.get(document.note or 0, ''))}"


@require_http_methods(["GET", "POST"])
def document(request: HttpRequest, slug: str, reference: str, key: UUID) -> HttpResponse:
    """Who reads one such document: let somebody, let them no longer, or open it to everybody. The owner's act."""
    visit = come_in(request, slug, reference)
    found = next((each for each in visit.reading.documents if each.key == key), None)
    if found is None:
        raise Http404
    advisers = [each.user for each in found.advisers.all() if not each.ended_at]
    notes = {number: words for number, _, words in notes_of(visit.facts)} if visit.viewer.owns else {}
    form = DocumentForm(visit.posted, version=visit.incident.version, staff=_readers(visit, advisers))
    return act(
        visit,
        form,
        lambda given: _do(visit, found, given),
        page="document",
        said="It is written down who may read this document.",
        barred=_owner_only(visit),
        to=lambda: reverse("documents", args=[slug, reference]),
        document=found,
        called=_called(found, notes) if visit.viewer.owns else "",
        advisers=advisers,
    )


def _do(visit: Visit, document: LegalDocument, given: Given) -> None:
    common = {"incident": visit.incident, "document": document, "by": visit.user, "at": visit.at}
    common["version"] = given["version"]
    if given["do"] == "open":
        operations.open_document(**common)
    elif given["do"] == "stop":
        operations.let_read_no_more(who=given["who"], **common)
    else:
        operations.let_read(who=given["who"], **common)


def _readers(visit: Visit, advisers: Sequence[User]) -> list[tuple[User, frozenset[Role]]]:
    """Who could be let read: whoever sees the incident whole and is free of conflict; and whoever is let already."""
    able = free_to_read(visit.facts, timezone.localdate(visit.at))
    return able + [(user, frozenset()) for user in advisers if user not in [each for each, _ in able]]


def _owner_only(visit: Visit) -> Sequence[str]:
    return visit.conflict or (() if visit.viewer.owns else (ONLY_THE_OWNER,))
