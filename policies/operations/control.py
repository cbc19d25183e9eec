"""Document control: who wrote a version, when it was published, when it is reviewed (S1-02 to S1-09, S2-01, S2-24).

Only the title is needed. What the document leaves out is left out here too, and shown as a gap.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from policies.documents import before
from policies.models import Adoption, PolicyVersion
from policies.operations.entry import count_up, keeper_of, lock_draft, may_keep, tell
from schools.access import roles_at
from schools.calendar import UnreadableDate
from schools.dates import calendar_of
from schools.history import Actor
from schools.models import School, User
from schools.operation import Refused, operation

FIELDS = {
    "title": "title",
    "author": "author",
    "author_name": "author",
    "reviewed_by": "reviewed by",
    "subject": "subject",
    "approving_body": "approving body",
    "published": "publication date",
    "review_due": "review date",
    "source": "source",
    "comments": "comments",
}
"""The fields of document control, and what each is called in the record."""

NO_TITLE = "Give the policy a title."
TWO_AUTHORS = "Choose a person, or type a name: not both."
STRANGER = "The author is not somebody with an office at this school. Type the name instead."
REVIEW_FIRST = "The review would come before the document is published. Look at both dates again."


@dataclass(frozen=True)
class Control:
    """What a version says of itself. What it leaves out is empty; dates are as they are kept."""

    title: str
    author: User | None = None
    author_name: str = ""
    reviewed_by: str = ""
    subject: str = ""
    approving_body: str = ""
    published: str = ""
    review_due: str = ""
    source: str = ""
    comments: str = ""


@operation
def set_control(*, version: PolicyVersion, edition: int, control: Control, by: Actor, at: datetime) -> PolicyVersion:
    """Write what a draft says of itself. Raises Refused, and Stale when somebody else changed it meanwhile."""
    keeper = keeper_of(version)
    may_keep(by, keeper, at)
    _check(version, control, keeper, at)
    draft = lock_draft(version, edition, by, at)
    changed = [name for name in FIELDS if getattr(draft, name) != getattr(control, name)]
    if changed:
        _write(draft, control)
        count_up(draft, version)
        said = ", ".join(dict.fromkeys(FIELDS[name] for name in changed))
        tell(keeper, "policy-document-control-changed", by, at, version=str(draft), fields=said)
    return draft


def _check(version: PolicyVersion, control: Control, keeper: School, at: datetime) -> None:
    """What a form says beside its fields is true for whoever comes without one. Raises Refused."""
    author = control.author
    if not control.title.strip():
        raise Refused(NO_TITLE)
    if author and control.author_name:
        raise Refused(TWO_AUTHORS)
    if author and author.pk != version.author_id and not roles_at(author, keeper, timezone.localdate(at)):
        raise Refused(STRANGER)
    try:
        wrong_way_round = before(control.review_due, control.published, calendar_of(keeper))
    except UnreadableDate as error:
        raise Refused(str(error)) from error
    if wrong_way_round:
        raise Refused(REVIEW_FIRST)


def _write(draft: PolicyVersion, control: Control) -> None:
    """A policy of which nothing is in force yet is called what its draft is called."""
    for name in FIELDS:
        setattr(draft, name, getattr(control, name))
    if not Adoption.objects.filter(version__policy=draft.policy).exists():
        draft.policy.title = draft.title
        draft.policy.save()
