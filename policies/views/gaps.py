"""The checklist of what a policy does not say, and the notes for its next review."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from policies.forms.gaps import GapsForm
from policies.gaps import checklist
from policies.next_review import notes_of
from policies.operations.gaps import say_where
from policies.views.categories import why_not
from policies.views.refusing import act, come_to
from schools.vocabulary import Permission


@require_http_methods(["GET", "POST"])
def gaps(request: HttpRequest, slug: str, policy: str, number: int) -> HttpResponse:
    """Every topic on which policies are often silent: where this one speaks of it, or what happens by default."""
    needed = (Permission.KEEP_POLICY,) if request.method == "POST" else ()
    visit = come_to(request, slug, policy, number, *needed)
    version = visit.version
    found = checklist(version, list(version.steps.all()))
    form = GapsForm(visit.posted, gaps=found, sections=version.sections, said=version.said, edition=version.edition)
    return act(
        visit,
        form,
        lambda given: say_where(version=version, by=visit.user, at=visit.at, **given),
        page="gaps",
        said="What your policy says is noted.",
        to=lambda: visit.url_of("version_gaps"),
        barred=why_not(visit),
        gaps=found,
        notes=notes_of(version, visit.school, timezone.localdate(visit.at)),
    )
