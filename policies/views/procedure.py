"""The page on which the procedure of a draft is written: a table of steps, and what it says in sentences."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from policies.forms.procedure import ProcedureForm
from policies.life import status_of
from policies.operations.entry import NOT_A_DRAFT
from policies.operations.procedure import set_procedure
from policies.sentences import procedure_in_sentences
from policies.unusual import notes, problems
from policies.views.refusing import Visit, act, come_to
from policies.vocabulary import Status
from schools.vocabulary import Permission


@require_http_methods(["GET", "POST"])
def procedure(request: HttpRequest, slug: str, policy: str, number: int) -> HttpResponse:
    """Write the procedure of a draft, and read it as sentences, with what is unusual about it."""
    visit = come_to(request, slug, policy, number, Permission.KEEP_POLICY)
    version, rows = visit.version, list(visit.version.steps.all())
    form = ProcedureForm(visit.posted, rows=rows, sections=version.sections, edition=version.edition)
    return act(
        visit,
        form,
        lambda given: set_procedure(version=version, by=visit.user, at=visit.at, **given),
        page="procedure",
        said="The procedure is saved.",
        to=lambda: visit.url_of("version_procedure"),
        barred=why_not(visit),
        sentences=procedure_in_sentences(rows),
        notes=notes(rows),
        problems=problems(rows) if rows else [],
    )


def why_not(visit: Visit) -> list[str]:
    """Why the procedure is only to be read here: the version is no draft."""
    status = status_of(visit.version, timezone.localdate(visit.at))
    return [] if status == Status.DRAFT else [NOT_A_DRAFT.format(status=str(status.label).lower())]
