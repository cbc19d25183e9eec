"""The policy and its procedure as PDFs, for everybody with an office at the school."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from policies.page import PolicyPage, page_of
from policies.printing import print_policy, print_procedure
from schools.access import Standing
from schools.door import get_school
from schools.files.filenames import attachment_headers
from schools.handing_out import mark_of, note_download
from schools.printing.pdf import Printed
from schools.vocabulary import Permission


@require_safe
def policy_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole of the policy in force: document control, text, categories, procedure, and what it does not say."""
    standing, page = _come_in(request, slug)
    mark = _noted(standing, page, "policy-pdf", len(page.categories) + len(page.added) + len(page.sentences))
    printed = print_policy(page, standing.school, timezone.localdate(), mark)
    return as_file(printed, page.version.title, standing.school.name)


@require_safe
def procedure_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The procedure of the policy in force by itself."""
    standing, page = _come_in(request, slug)
    mark = _noted(standing, page, "procedure-pdf", len(page.sentences))
    printed = print_procedure(page, standing.school, timezone.localdate(), mark)
    return as_file(printed, f"{page.version.title}, the procedure", standing.school.name)


def as_file(printed: Printed, title: str, school: str) -> HttpResponse:
    """A PDF to be saved under a plain name: of which school, and what."""
    return HttpResponse(printed.content, headers=attachment_headers(f"{school}, {title}.pdf", "application/pdf"))


def _noted(standing: Standing, page: PolicyPage, what: str, rows: int) -> str:
    """Write down that somebody takes it out, and give the mark that it bears (S14.08)."""
    at = timezone.now()
    note_download(standing, f"{what}:{page.version.pk}", rows=rows, at=at)
    return mark_of(standing, at)


def _come_in(request: HttpRequest, slug: str) -> tuple[Standing, PolicyPage]:
    """The person's standing and the policy in force. Raises Http404 where no policy was adopted."""
    standing = get_school(request, slug, Permission.READ_POLICY)
    page = page_of(standing.school, timezone.localdate())
    if page is None:
        raise Http404
    return standing, page
