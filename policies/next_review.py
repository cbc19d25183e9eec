"""What a school should raise when a version is next reviewed, gathered from the version, its days and the hosts."""

from datetime import date

from policies.documents import in_words
from policies.in_force import in_force_among
from policies.life import approval_of
from policies.models import Adoption, Host, PolicyVersion
from policies.review_notes import Document, Note, all_notes
from schools.calendar import Calendar, UnreadableDate
from schools.dates import dates_of
from schools.models import School


def notes_of(version: PolicyVersion, school: School, on: date) -> list[Note]:
    """Every note on a version for a school on a day: a fixed number of questions to the database."""
    hosts = list(Host.objects.filter(retired=False, school_owned=False))
    return all_notes(version.sections, hosts, version.categories.all(), _document(version, school, on))


def _document(version: PolicyVersion, school: School, on: date) -> Document:
    approval = approval_of(version)
    first = version.number == 1 and not version.policy.past_versions.all()
    return Document(
        overdue=_overdue(version, school, on),
        no_approval_date=approval is not None and not approval.on,
        no_history=first,
    )


def _overdue(version: PolicyVersion, school: School, on: date) -> str:
    """The review date that has passed, in words: the document's own, or where it has none the school's."""
    due = version.review_due or _due_at(version, school, on)
    calendar = Calendar([dates_of(term) for term in school.terms.all()])
    try:
        return in_words(due) if calendar.review_overdue(due, on) else ""
    except UnreadableDate:
        return ""


def _due_at(version: PolicyVersion, school: School, on: date) -> str:
    adoptions: list[Adoption] = [each for each in version.adoptions.all() if each.school_id == school.pk]
    found = in_force_among(adoptions, on)
    return found.review_due if found else ""
