"""What the tests of lists, homes and summaries share: incidents in plenty, what a page shows, and what it asks."""

import re
from datetime import datetime
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incidents.models import Incident
from incidents.operations.people import Named
from incidents.operations.steps import close
from incidents.vocabulary import Outcome, Part
from tests.builders import AT, a_reported_post, person
from tests.incidents.at_the_pages import SCHOOL

LIST = f"/{SCHOOL}/incidents/"
HOME = f"/{SCHOOL}/"
REFERENCE = re.compile(r">([A-Z0-9]{3}-[A-Z0-9]{3})<")


def some(number: int, at: datetime = AT, **changes: Any) -> list[Incident]:
    """So many reported posts, all of one moment."""
    return [a_reported_post(at=at, people=[], **changes) for _ in range(number)]


def accused(office: str = "head", school: str = SCHOOL) -> Named:
    """Somebody who can sign in, as the person accused."""
    user = person(school, office)
    return Named(user.name, Part.ACCUSED, user=user)


def closed(incident: Incident, outcome: str = Outcome.RESOLVED_BY_DISCUSSION, at: datetime = AT) -> Incident:
    """The incident, closed by the head."""
    head = person(incident.school.slug, "head")
    close(incident=incident, outcome=outcome, reasons="Settled.", by=head, at=at)
    return incident


def listed(client: Client, address: str = LIST) -> list[str]:
    """The references on a page, from the top."""
    answer = client.get(address)
    assert answer.status_code == 200
    return REFERENCE.findall(answer.content.decode())


def questions(client: Client, address: str) -> list[str]:
    """What a page asks the database, transactions left out."""
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    asked = [each["sql"] for each in found.captured_queries]
    return [sql for sql in asked if not re.match(r"BEGIN|COMMIT|SAVEPOINT|RELEASE|ROLLBACK", sql)]


def without_token(answer: Any) -> str:
    """A page as it came, but for the tokens of its forms, and the minute that stands on it where it is printed."""
    words = re.sub(r'name="(csrfmiddlewaretoken|once)" value="[^"]+"', "", answer.content.decode())
    return re.sub(r'<p class="printed">.*</p>', "", words)
