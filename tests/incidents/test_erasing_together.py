"""Erasing, keeping out and shutting accounts at the same moment as somebody writes (R.04), in real threads."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from incidents.operations.details import add_note
from incidents.operations.disposing import agree
from incidents.operations.keeping import keep_statement
from incidents.operations.ownership import exclude
from schools.models import Event, Membership, School, User
from schools.operation import Refused
from schools.operations import end_membership
from schools.verification import verify
from tests.builders import AT, a_reported_post, person, the_schools
from tests.incidents.at_erasing import LATER, SLUG, a_case, propose
from tests.incidents.at_erasing import marked as marked
from tests.incidents.test_together import all_at_once
from tests.prove._leftovers import left_over
from tests.prove._marked import Marked

pytestmark = pytest.mark.django_db(transaction=True)
LATE = "Cqtoolateword"


def both(case_of: Callable[[], object], *acts: Callable[[], object]) -> list[object]:
    """Do something while others do theirs; whatever fails has to be a sentence of ours."""
    results = all_at_once(case_of, *acts)
    assert not [each for each in results if isinstance(each, Exception) and not isinstance(each, Refused)], results
    return results


@pytest.mark.parametrize("place", range(3))
def test_what_is_written_while_an_incident_is_erased_is_refused_or_erased_with_it(marked: Marked, place: int) -> None:
    the_schools()
    case = a_case(marked)
    proposed, head, chair = propose(case.incident), person(SLUG, "head"), person(SLUG, "chair")
    agree(disposal=proposed, by=chair, at=LATER)
    given = {"incident": case.now(), "by": head, "at": LATER}
    both(
        lambda: agree(disposal=proposed, by=head, at=LATER),
        lambda: add_note(words=LATE, **given),
        lambda: keep_statement(words=LATE, source=LATE, **given),
    )
    now = case.now()
    if now.disposed_at is None:  # somebody wrote first, and it is looked at anew
        agree(disposal=proposed, by=head, at=LATER)
    assert case.now().disposed_at is not None
    assert left_over([*case.words, LATE]) == {}
    assert verify(School.objects.get(slug=SLUG)).sound
    with pytest.raises(Refused):
        add_note(words=LATE, **given)


def test_whoever_is_kept_out_or_deactivated_meanwhile_does_nothing_afterwards() -> None:
    schools = the_schools()
    incident = a_reported_post(SLUG)
    head, slt, dsl, admin = (person(SLUG, office) for office in ("head", "slt", "dsl", "admin"))
    given = {"incident": incident, "at": AT}
    held = Membership.objects.filter(user=dsl, school__slug=SLUG).get()

    def leaves() -> None:
        end_membership(membership=held, ends=AT.date() - timedelta(days=1), by=admin, at=AT)

    done = both(
        lambda: exclude(who=slt, reason="A neighbour", by=head, **given),
        leaves,
        *(lambda who=who: add_note(words="Then", by=who, **given) for who in (slt, slt, dsl, dsl)),  # type: ignore[misc]
    )
    assert done[:2] == [None, None], done
    notes = Event.objects.across_schools("test").filter(about=incident.about, kind="noted").count()
    for who in User.objects.filter(pk__in=(slt.pk, dsl.pk)):  # asked anew, as a request does
        with pytest.raises(Refused):
            add_note(words="Afterwards", by=who, **given)
    assert Event.objects.across_schools("test").filter(about=incident.about, kind="noted").count() == notes
    out = Event.objects.across_schools("test").filter(about=incident.about, kind="excluded").get()
    theirs = Event.objects.across_schools("test").filter(about=incident.about, actor=f"user:{slt.pk}")
    assert not theirs.filter(number__gt=out.number).exists()
    assert verify(schools[SLUG]).sound
