"""Pages of the ladder: taking a step, marking its action as done, closing and reopening."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST

from incidents.forms.base import Versioned
from incidents.forms.steps import CloseForm, ReopenForm, StepForm
from incidents.guards import Asked, Closing
from incidents.ladder import STEPS, Answer, answer_from
from incidents.operations import steps as operations
from incidents.reporting_to_hosts import entry_on_host
from incidents.views.acting import Given, Visit, act, come_in
from incidents.vocabulary import Outcome
from incidents.wording import WORDS
from policies.linked import shown_at
from policies.vocabulary import StepName, citation
from schools.dates import calendar_of


@require_http_methods(["GET", "POST"])
def take_step(request: HttpRequest, slug: str, reference: str, step: str) -> HttpResponse:
    """Take a step, after reading what the policy says of it and what will happen."""
    visit, name = come_in(request, slug, reference), _step_of(step)
    emergency = name == StepName.POLICE and "emergency" in (request.GET if visit.posted is None else request.POST)
    asked = Asked(name, visit.facts, visit.viewer, emergency)
    found = answer_from(asked)

    def do(given: Given) -> object:
        given["emergency"] = emergency
        return operations.take_step(incident=visit.incident, step=name, by=visit.user, at=visit.at, **given)

    form = StepForm(
        visit.posted, version=visit.incident.version, asked=asked, found=found, due_hint=_due_hint(visit, asked)
    )
    barred = found.sentences if found.is_shut else ()
    said = "This step is in the story."
    return act(visit, form, do, page="step", said=said, barred=barred, asked=asked, found=found, **_about(asked))


def _about(asked: Asked) -> dict[str, object]:
    """What the page says of the step: what it is, in our words, and where the policy and its neighbours have it."""
    paragraph = citation(asked.row.paragraph) if asked.row else ""
    linked = shown_at(asked.facts.incident.adoption.version, asked.step)
    entry = entry_on_host(asked.facts) if asked.step == StepName.REPORT_TO_HOST else None
    said = {"about": STEPS[asked.step], "words": WORDS[asked.step], "paragraph": paragraph}
    return {**said, "entry": entry, "linked": linked}


def _step_of(words: str) -> StepName:
    """The step of an address such as `ask-for-removal`. Raises Http404 for what has no page here."""
    code = words.upper().replace("-", "_")
    if words != words.lower() or "_" in words or code not in StepName or code in operations.ELSEWHERE:
        raise Http404
    return StepName(code)


def _due_hint(visit: Visit, asked: Asked) -> str:
    if not STEPS[asked.step].dated or asked.row is None or asked.row.days is None:
        return ""
    today = timezone.localdate(visit.at)
    day = calendar_of(visit.school).add_school_days(today, asked.row.days)
    return f"The policy allows {asked.row.days} school days, which would be {date_format(day, 'j F Y')}."


@require_POST
def mark_done(request: HttpRequest, slug: str, reference: str, step: str) -> HttpResponse:
    """Mark the action that a step's date made as done."""
    visit, name = come_in(request, slug, reference), _step_of(step)
    return act(
        visit,
        Versioned(visit.posted, version=visit.incident.version),
        lambda given: operations.mark_done(incident=visit.incident, step=name, by=visit.user, at=visit.at, **given),
        page="done",
        said="This action is done.",
        step=name,
    )


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Close the incident with an outcome and reasons."""
    visit = come_in(request, slug, reference)
    return act(
        visit,
        CloseForm(visit.posted, version=visit.incident.version),
        lambda given: operations.close(incident=visit.incident, by=visit.user, at=visit.at, **given),
        page="close",
        said="The incident is closed.",
        barred=_closing_barred(visit),
        thing=StepName.CLOSE.label,
    )


def _closing_barred(visit: Visit) -> Sequence[str]:
    """What shuts closing whatever the outcome. A hold alone leaves two outcomes open (B8)."""
    asked = Asked(StepName.CLOSE, visit.facts, visit.viewer, closing=Closing(Outcome.POLICE_MATTER, "-"))
    return answer_from(asked).sentences


@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Reopen a closed incident, with a reason."""
    visit = come_in(request, slug, reference)
    found: Answer = answer_from(Asked(StepName.REOPEN, visit.facts, visit.viewer))
    return act(
        visit,
        ReopenForm(visit.posted, version=visit.incident.version),
        lambda given: operations.reopen(incident=visit.incident, by=visit.user, at=visit.at, **given),
        page="reopen",
        said="The incident is open again.",
        barred=found.sentences,
        thing=StepName.REOPEN.label,
    )
