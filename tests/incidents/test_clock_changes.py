"""What happens in the hour that a year lacks, and in the one it has twice, is kept and told in order (R.13)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from incidents.models import Incident
from incidents.operations.details import add_note
from schools.models import Event, School
from schools.verification import verify
from tests.builders import a_reported_post, client_of, person, the_schools
from tests.incidents.at_the_pages import SCHOOL, url

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("first", "shown"),
    [
        (datetime(2027, 3, 28, 0, 40, tzinfo=UTC), ["00:40", "03:10"]),  # 01:00 to 02:00 does not exist
        (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), ["01:30", "01:00"]),  # one hour is there twice
        (datetime(2028, 2, 29, 22, 45, tzinfo=UTC), ["22:45", "00:15"]),
        (datetime(2027, 12, 31, 23, 0, tzinfo=UTC), ["23:00", "00:30"]),
    ],
)
def test_the_hours_that_are_lacking_and_repeated_are_kept_and_shown_in_order(first: datetime, shown: list[str]) -> None:
    the_schools()
    head = person(SCHOOL, "head")
    with time_machine.travel(first - timedelta(days=2), tick=False):
        incident: Incident = a_reported_post(at=first - timedelta(days=2))
    for place, words in enumerate(("First words", "Second words")):
        at = first + timedelta(minutes=90 * place)
        with time_machine.travel(at, tick=False):
            add_note(incident=incident, words=words, by=head, at=at)
    with time_machine.travel(first + timedelta(hours=3), tick=False):
        page = client_of(head).get(url(incident)).content.decode()
    notes = Event.objects.across_schools("test").filter(kind="noted").order_by("number")
    assert [each.at for each in notes] == [first, first + timedelta(minutes=90)]
    assert 0 < page.index("First words") < page.index("Second words")
    assert all(each in page for each in shown), [each for each in shown if each not in page]
    assert verify(School.objects.get(slug=SCHOOL)).sound
