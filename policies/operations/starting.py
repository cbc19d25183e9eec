"""Beginning a version: from nothing, from a starter, or as a copy of the one before."""

import secrets
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from policies.models import Category, Issue, Milestone, PastVersion, Policy, PolicyVersion, ProcedureStep
from policies.operations.entry import keeper_of, may_keep, tell
from policies.readiness import Doing, wrong_moment
from policies.starters import Starter
from policies.vocabulary import MilestoneKind
from schools.history import Actor
from schools.models import School, User
from schools.operation import Refused, operation

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
COPIED = (
    *("title", "author", "author_name", "reviewed_by", "subject", "approving_body", "published", "review_due"),
    *("source", "sections", "said"),
)
"""What the next version takes over from the one before."""


@operation
def begin(*, school: School, title: str, by: Actor, at: datetime) -> PolicyVersion:
    """Begin a policy with an empty first draft, kept by this school."""
    may_keep(by, school, at)
    policy = Policy.objects.create(slug=_slug(title), title=title, school=school)
    return _first(policy, by, at, title=title)


@operation
def begin_from_starter(*, school: School, starter: Starter, by: Actor, at: datetime, title: str = "") -> PolicyVersion:
    """Begin a policy with a draft that says what a starter says. Who wrote and approved it is left for the school."""
    may_keep(by, school, at)
    title = title or starter.title
    policy = Policy.objects.create(slug=_slug(title), title=title, school=school)
    text = {"sections": starter.sections, "said": starter.said, "source": starter.control["source"]}
    version = _first(policy, by, at, title=title, **text)
    _fill(version, starter)
    return version


@operation
def load_starter(*, starter: Starter, school: School, by: Actor, at: datetime) -> PolicyVersion:
    """The starter as a published document, with the control block that it prints. An existing one is returned.

    For whoever sets up a school: a document that prints its approval counts as approved, though without a date (S1-07).
    """
    slug = f"{starter.name}-{school.slug}"[:60]
    if known := PolicyVersion.objects.filter(policy__slug=slug).first():
        return known
    policy = Policy.objects.create(slug=slug, title=starter.title, school=school)
    version = _first(policy, by, at, sections=starter.sections, said=starter.said, **_printed(starter.control))
    _fill(version, starter)
    _print_the_rest(version, starter.control, at)
    return version


@operation
def revise(*, version: PolicyVersion, by: Actor, at: datetime, comments: str = "") -> PolicyVersion:
    """Make the next version as a copy of this one, to be changed before it is adopted."""
    keeper = keeper_of(version)
    may_keep(by, keeper, at)
    _settled(version, at)
    number = max(version.policy.versions.values_list("number", flat=True)) + 1
    taken_over = {name: getattr(version, name) for name in COPIED}
    copy = PolicyVersion.objects.create(
        policy=version.policy, number=number, comments=comments, **taken_over, **_begun(by, at)
    )
    _copy_rows(version, copy)
    tell(keeper, "policy-version-begun", by, at, version=str(copy))
    return copy


def _settled(version: PolicyVersion, at: datetime) -> None:
    """Lock the policy, so that two people do not make the same number, and refuse a copy of what is being written."""
    Policy.objects.select_for_update(of=("self",)).get(pk=version.policy_id)
    if sentence := wrong_moment(PolicyVersion.objects.get(pk=version.pk), Doing.REVISE, timezone.localdate(at)):
        raise Refused(sentence)


def _first(policy: Policy, by: Actor, at: datetime, **fields: Any) -> PolicyVersion:
    version = PolicyVersion.objects.create(policy=policy, number=1, **fields, **_begun(by, at))
    assert policy.school is not None
    tell(policy.school, "policy-begun", by, at, version=str(version))
    return version


def _begun(by: Actor, at: datetime) -> dict[str, Any]:
    return {"begun_at": at, "begun_by": by if isinstance(by, User) else None}


def _slug(title: str) -> str:
    """An address that says what it is and reveals no count."""
    return f"{slugify(title)[:48] or 'policy'}-{''.join(secrets.choice(LETTERS) for _ in range(5))}"


def _fill(version: PolicyVersion, starter: Starter) -> None:
    for order, category in enumerate(starter.categories):
        Category.objects.create(version=version, order=order, **category)
    for step in starter.steps:
        ProcedureStep.objects.create(version=version, **step)


def _printed(control: dict[str, Any]) -> dict[str, Any]:
    """The fields of the control block under the names that they have here."""
    same = ("title", "reviewed_by", "subject", "published", "review_due", "source")
    fields = {name: control[name] for name in same}
    return fields | {"author_name": control["author"], "approving_body": control["approved_by"]}


def _print_the_rest(version: PolicyVersion, control: dict[str, Any], at: datetime) -> None:
    """To whom it was issued, its past, what it leads to, and its approval, as printed."""
    for name in control["issued_to"]:
        Issue.objects.create(version=version, name=name)
    for title in control["linked"]:
        version.linked.create(title=title)
    for line in control["version_history"]:
        said = {"on": line["on"], "amended_by": line["amended_by"], "comments": line["comments"]}
        PastVersion.objects.create(policy=version.policy, label=line["version"], **said)
    if control["approved_by"]:
        said = {"body": control["approved_by"], "on": control["approved_on"], "note": "As printed on the document"}
        Milestone.objects.create(version=version, kind=MilestoneKind.APPROVED, at=at, **said)


def _copy_rows(version: PolicyVersion, copy: PolicyVersion) -> None:
    for category in version.categories.all():
        before = Category.objects.get(pk=category.pk)
        category.pk, category._state.adding, category.version = None, True, copy
        category.key, category.before = Category._meta.get_field("key").get_default(), before
        category.save()
    for step in version.steps.all():
        step.pk, step._state.adding, step.version = None, True, copy
        step.save()
    for linked in version.linked.all():
        linked.pk, linked._state.adding, linked.version = None, True, copy
        linked.key = type(linked)._meta.get_field("key").get_default()
        linked.save()
    for issue in version.issues.all():
        Issue.objects.create(version=copy, school=issue.school, name=issue.name)
