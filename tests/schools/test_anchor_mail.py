"""Statements by mail: to the mailbox that a school named, once each, and good for checking (S16.20)."""

from pathlib import Path

import pytest
import time_machine

from schools.anchors.files import block_of, read_file
from schools.history import SET_UP, acting
from schools.models import Event, School, User
from schools.operation import Refused
from schools.operations.anchoring import name_mailbox
from tests.builders import AT, person, the_schools
from tests.schools.anchored import night, statements_made
from tests.schools.at_the_people import HERE
from tests.schools.at_the_people import box as box
from tests.smtp import Mailbox

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def school(transactional_db: None) -> School:
    """A school that is not made up."""
    home = the_schools()[HERE]
    with acting(SET_UP):
        home.demonstration = False
        home.save()
    return home


def test_a_school_that_named_a_mailbox_gets_each_statement_once_and_can_check_by_it(
    school: School, box: Mailbox, tmp_path: Path
) -> None:
    """S16.20, S14.05: nothing in it names a person."""
    with acting(SET_UP):
        school.anchor_mailbox = "proof@governors.example"
        school.save()
    night(0)
    night(0)
    (sent,) = box.taken
    assert sent["To"] == "proof@governors.example"
    (made,) = statements_made()
    body = sent.get_content().replace("\r\n", "\n")
    assert block_of(made) in body and made.fingerprint in body
    (tmp_path / "saved.eml").write_bytes(sent.as_bytes())
    assert read_file(tmp_path / "saved.eml") == [made]
    assert [user.name for user in User.objects.all() if user.name in sent.as_string()] == []


def test_the_head_or_the_administrator_names_the_mailbox_and_the_one_before_is_told(
    school: School, box: Mailbox
) -> None:
    for office in ("staff", "slt", "governor"):
        with pytest.raises(Refused, match="Your office"):
            name_mailbox(school=school, address="mine@example.org", by=person(HERE, office), at=AT)
    with pytest.raises(Refused, match="not an e-mail address"):
        name_mailbox(school=school, address="mine@example.org\nBcc: x@y.example", by=person(HERE, "head"), at=AT)
    with time_machine.travel(AT, tick=True):
        name_mailbox(school=school, address="a@governors.example", by=person(HERE, "head"), at=AT)
        name_mailbox(school=school, address="b@governors.example", by=person(HERE, "admin"), at=AT)
        name_mailbox(school=school, address="b@governors.example", by=person(HERE, "chair"), at=AT)
    assert box.readers == ["a@governors.example", "a@governors.example", "b@governors.example"]
    assert "no longer" in box.taken[1].get_content()
    assert Event.objects.of(school).filter(kind="anchor-mailbox-named").count() == 2
