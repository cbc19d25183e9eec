"""What the tests of reporting share: a draft past its first question, what a browser sends, where its pages are."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from incidents.models import ReportDraft
from incidents.operations.drafts import answer_image_question, start_draft
from policies.in_force import adoption_in_force
from policies.models import Category
from schools.models import School, User

SCHOOL = "larkspur-infant"


def a_draft(by: User, *, slug: str = SCHOOL, intimate: bool | None = False) -> ReportDraft:
    """A report in progress whose first question was answered."""
    at = timezone.now()
    draft = start_draft(school=School.objects.select_related("trust").get(slug=slug), by=by, at=at)
    if intimate is not None:
        answer_image_question(draft=draft, intimate=intimate, by=by, at=at)
        draft.refresh_from_db()
    return draft


def category(kind: str, slug: str = SCHOOL) -> Category:
    """The school's own category of this kind, in the version in force today."""
    adoption = adoption_in_force(School.objects.get(slug=slug), timezone.localdate())
    assert adoption is not None
    return adoption.version.categories.get(kind=kind)


def typed(slug: str = SCHOOL, **changes: Any) -> dict[str, Any]:
    """What a browser sends for a report that is complete: a parent posted in a chat, yesterday at half past six."""
    day = timezone.localdate() - timedelta(days=1)
    given = {
        "summary": "A pupil is named in the Year 2 chat",
        "words": "It was R again.",
        "posted_on_0": str(day.day),
        "posted_on_1": str(day.month),
        "posted_on_2": str(day.year),
        "posted_time": "18:30",
        "channel": "CLOSED_CHAT",
        "host": "WhatsApp",
        "url": "",
        "audience": "CLOSED_GROUP",
        "group_size": "28",
        "categories": [str(category("PUPIL_NAMED", slug).pk)],
        "insider": "no",
        **somebody(0, name="Kerry Lodge", part="AUTHOR", relation="mother of a pupil in Year 2"),
        **somebody(1, part="TARGET"),
        "concern": "",
        "report": "1",
    }
    return {**given, **changes}


def somebody(row: int, **said: str) -> dict[str, str]:
    """One row of people as a browser sends it."""
    given = {"name": "", "part": "NAMED", "identity": "UNKNOWN", "relation": "", "sign_in": "no", **said}
    return {f"person-{row}-{name}": value for name, value in given.items()}


def page_of(draft: ReportDraft, route: str = "report_form") -> str:
    """The address of one of a draft's pages."""
    return reverse(route, args=[draft.school.slug, draft.key])


def send(client: Client, draft: ReportDraft, **changes: Any) -> Any:
    """Press a button of the form; by default the one that reports."""
    return client.post(page_of(draft), typed(draft.school.slug, **changes))
