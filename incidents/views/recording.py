"""Pages that record what was found out: answers, checks, the safeguarding and the host's answer, a suspicion."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from incidents.considering import QUESTIONS
from incidents.forms.recording import AnswerForm, CheckForm, ConsideredForm, HostForm, OffenceForm, SafeguardingForm
from incidents.operations import recording as operations
from incidents.views.acting import act, come_in


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Record what a parent answered."""
    visit = come_in(request, slug, reference)
    form = AnswerForm(visit.posted, version=visit.incident.version, people=visit.facts.involvements)
    return act(
        visit,
        form,
        lambda given: operations.record_answer(incident=visit.incident, by=visit.user, at=visit.at, **given),
        page="answer",
        said="The answer is in the story.",
    )


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Record whether the post is still up."""
    visit = come_in(request, slug, reference)
    return act(
        visit,
        CheckForm(visit.posted, version=visit.incident.version),
        lambda given: operations.record_check(incident=visit.incident, by=visit.user, at=visit.at, **given),
        page="check",
        said="What you found is in the story.",
    )


@require_http_methods(["GET", "POST"])
def safeguarding(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Record the safeguarding lead's answer."""
    visit = come_in(request, slug, reference)
    return act(
        visit,
        SafeguardingForm(visit.posted, version=visit.incident.version),
        lambda given: operations.record_safeguarding_answer(
            incident=visit.incident, by=visit.user, at=visit.at, **given
        ),
        page="safeguarding",
        said="The safeguarding answer is in the story.",
    )


@require_http_methods(["GET", "POST"])
def host(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Record what the host answered."""
    visit = come_in(request, slug, reference)
    return act(
        visit,
        HostForm(visit.posted, version=visit.incident.version),
        lambda given: operations.record_host_answer(incident=visit.incident, by=visit.user, at=visit.at, **given),
        page="host",
        said="The host’s answer is in the story.",
    )


@require_http_methods(["GET", "POST"])
def consider(request: HttpRequest, slug: str, reference: str, question: str) -> HttpResponse:
    """Record what was considered and decided beside the steps, and why."""
    visit = come_in(request, slug, reference)
    asked = QUESTIONS.get(question)
    if asked is None:
        raise Http404
    return act(
        visit,
        ConsideredForm(visit.posted, version=visit.incident.version, question=asked),
        lambda given: operations.consider(incident=visit.incident, question=asked, by=visit.user, at=visit.at, **given),
        page="consider",
        said="What you decided is in the story.",
        question=asked,
    )


@require_http_methods(["GET", "POST"])
def offence(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Record a suspected offence, and why: a suspicion, never a finding (S2-32)."""
    visit = come_in(request, slug, reference)
    return act(
        visit,
        OffenceForm(visit.posted, version=visit.incident.version),
        lambda given: operations.suspect_offence(incident=visit.incident, by=visit.user, at=visit.at, **given),
        page="offence",
        said="The suspicion is in the story.",
    )
