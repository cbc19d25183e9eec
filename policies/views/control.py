"""The page of document control: what a version says of itself, and what it leaves out (S1-02 to S1-09)."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from policies.forms.control import ControlForm, Person, typed_before
from policies.life import status_of
from policies.operations.control import set_control
from policies.operations.entry import NOT_A_DRAFT
from policies.page import control_of
from policies.views.refusing import Given, Visit, act, come_to
from policies.vocabulary import Status
from schools.access import people_of
from schools.dates import calendar_of
from schools.vocabulary import Permission, Role


@require_http_methods(["GET", "POST"])
def control(request: HttpRequest, slug: str, policy: str, number: int) -> HttpResponse:
    """Write the document control of a draft; beside it stands what the document says and does not say."""
    visit = come_to(request, slug, policy, number, Permission.KEEP_POLICY)
    version = visit.version
    form = ControlForm(
        visit.posted,
        edition=version.edition,
        initial=typed_before(version),
        people=_authors(visit),
        calendar=calendar_of(visit.school),
    )

    def do(given: Given) -> object:
        return set_control(version=version, edition=given["edition"], control=form.control, by=visit.user, at=visit.at)

    return act(
        visit,
        form,
        do,
        page="control",
        said="Document control is saved.",
        to=lambda: visit.url_of("version_control"),
        barred=why_not(visit),
        facts=control_of(version, timezone.localdate(visit.at)),
    )


def _authors(visit: Visit) -> list[Person]:
    """Everybody with an office at the school; and the author, even where they have left."""
    people = people_of(visit.school, timezone.localdate(visit.at))
    listed = [(user, f"{user.name} – {_offices(roles)}") for user, roles in people]
    author = visit.version.author
    if author and author not in [user for user, _ in listed]:
        listed.append((author, f"{author.name} – holds no office here now"))
    return listed


def _offices(roles: frozenset[Role]) -> str:
    return ", ".join(role.label for role in Role if role in roles).lower()


def why_not(visit: Visit) -> Sequence[str]:
    """Why this version is only to be read: it is no draft."""
    status = status_of(visit.version, timezone.localdate(visit.at))
    return () if status == Status.DRAFT else (NOT_A_DRAFT.format(status=str(status.label).lower()),)
