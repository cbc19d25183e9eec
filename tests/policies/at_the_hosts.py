"""What the tests of the reference of hosts share: the operator, an entry of their own, and its form."""

import pytest

from policies.hosts import HostFacts
from policies.models import Host
from schools.history import SET_UP, acting
from schools.models import User
from tests.incidents.at_the_pages import SCHOOL
from tests.incidents.at_the_pages import schools as schools

LIST = f"/{SCHOOL}/hosts/"
GABBLE = HostFacts(name="Gabble", aliases=["gabble.example"], routes=[{"words": "The flag", "address": ""}])
FORM = {
    "name": "Gabble",
    "aliases": "Gab\r\n\r\nhttps://www.gabble.example/",
    "routes": "The flag under a line\r\nForm | gabble.example/report",
    "standing": "CHECKED",
    "age_standing": "NOT",
    "source": "gabble.example/help",
    "checked": "on",
}


@pytest.fixture
def operator(schools: None) -> User:
    """Whoever runs the installation."""
    with acting(SET_UP):
        return User.objects.create_superuser("operator@fairpost.example", name="Pat Operator")


def entry(name: str) -> Host:
    """An entry of the reference."""
    return Host.objects.get(name=name)
