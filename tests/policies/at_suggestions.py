"""What the tests of bringing a policy in share: a draft made of a text, and its suggestions."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from policies.models import PolicyVersion, Suggestion
from policies.operations.bringing_in import bring_in
from policies.recognising.whole import recognise
from schools.models import School
from tests.builders import AT, person
from tests.policies.at_a_draft import SCHOOL, browser, now, url
from tests.policies.at_a_draft import schools as schools
from tests.prove._policy_texts import as_text

BRING_IN = reverse("policy_bring_in", args=[SCHOOL])


def brought_in(text: str = "", by: str = "head") -> PolicyVersion:
    """A draft made of a text: that of the joint starter, unless another is given."""
    school = School.objects.get(slug=SCHOOL)
    read = recognise(text or as_text("joint-academy"))
    return bring_in(school=school, read=read, by=person(SCHOOL, by), at=AT)


def one(version: PolicyVersion, **fields: str) -> Suggestion:
    """The suggestion whose value has these."""
    wanted = fields.items()
    (found, *_) = [each for each in version.suggestions.all() if all(each.value.get(k) == v for k, v in wanted)]
    return found


def press(version: PolicyVersion, button: str, suggestion: Suggestion, office: str = "head") -> HttpResponse:
    """Press a button beside a suggestion."""
    return browser(office).post(url(version, "version_suggestions"), {button: suggestion.key})


def again(suggestion: Suggestion) -> Suggestion:
    """The suggestion as it stands now."""
    return Suggestion.objects.get(pk=suggestion.pk)


def rows_of(version: PolicyVersion) -> tuple[Any, ...]:
    """Everything that a suggestion could have written into a draft."""
    draft = now(version)
    columns = [
        getattr(draft, name) for name in ("title", "author_name", "published", "review_due", "source", "comments")
    ]
    counts = [draft.categories.count(), draft.steps.count(), draft.linked.count(), draft.issues.count()]
    return (*columns, draft.said, *counts, draft.policy.past_versions.count())


UNTOUCHED = ("Untitled policy", "", "", "", "", "", {}, 0, 0, 0, 0, 0)
