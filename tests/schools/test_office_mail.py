"""Mail about offices: to whom, over a real line to a real server, and that it tells of nobody (S8.25, S14.05)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client

from schools.history import SET_UP
from schools.models import Membership, School, User
from schools.operations import Office, appoint, end_membership, give_office
from schools.vocabulary import Role
from tests.builders import AT, client_of, person, the_schools
from tests.schools.at_the_people import HERE, PASSWORD, TODAY, accepted, admin, invited, link_in, second_admin, words
from tests.schools.at_the_people import box as box
from tests.smtp import Mailbox

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def school(transactional_db: None) -> Iterator[School]:
    """The school, with what is committed."""
    with time_machine.travel(AT, tick=True):
        yield the_schools()[HERE]


def names() -> list[str]:
    """Everybody's names, whole and in parts."""
    return [part for user in User.objects.all() for part in [user.name, *user.name.split()] if part != "Newcomer"]


def test_an_office_given_and_ended_is_told_to_the_person_and_the_other_administrators(
    school: School, box: Mailbox
) -> None:
    """S8.25."""
    second, user = second_admin(school), person(HERE, "slt")
    give_office(person=user, school=school, office=Office(Role.GOVERNOR, TODAY), by=admin(), at=AT)
    assert box.readers == sorted([second.email, user.email])
    held = Membership.objects.get(user=user, role=Role.GOVERNOR)
    end_membership(membership=held, ends=TODAY + timedelta(days=9), by=admin(), at=AT)
    assert box.readers == sorted([second.email, user.email] * 2)
    for mail in box.taken:
        everything = mail.as_string()
        assert [name for name in names() if name in everything] == []
        assert link_in(mail).startswith(f"/{HERE}/")


def test_whoever_sets_a_school_up_and_a_made_up_school_mail_nobody(school: School, box: Mailbox) -> None:
    appoint(user=person(HERE, "slt"), role=Role.STAFF, school=school, starts=TODAY, by=SET_UP, at=AT)
    school.demonstration = True
    give_office(person=person(HERE, "slt"), school=school, office=Office(Role.DSL, TODAY), by=admin(), at=AT)
    assert box.taken == []


def test_an_invitation_comes_by_mail_and_its_link_lets_somebody_in(school: School, box: Mailbox) -> None:
    """S6.18: from the button to the first page."""
    invited(school)
    [mail] = box.taken
    assert mail["To"] == "new@coldwell.example" and mail["Auto-Submitted"] == "auto-generated"
    browser = Client()
    assert "Coldwell Academy invites you" in words(browser.get(link_in(mail), follow=True))
    assert accepted(browser).status_code == 302
    assert box.readers == ["admin@coldwell.example", "new@coldwell.example", "new@coldwell.example"]


def test_a_link_for_a_password_is_sent_and_works_once(school: School, box: Mailbox) -> None:
    """S6.19."""
    user = person(HERE, "slt")
    client_of(admin()).post(f"/{HERE}/people/{user.key}/account/", {"do": "reset"})
    [mail] = box.taken
    browser, link = Client(), link_in(mail)
    form = browser.get(link, follow=True).redirect_chain[-1][0]
    browser.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)
    assert "This link works no more" in words(Client().get(link, follow=True))


def test_somebody_is_told_that_their_password_was_changed(school: School, box: Mailbox) -> None:
    """S6.19."""
    user = person(HERE, "slt")
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    new = "another-walk-by-the-canal"
    client_of(user).post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert User.objects.get(pk=user.pk).check_password(new)
    assert user.email in box.readers


def test_every_mail_of_ours_is_plain_and_has_nothing_to_fill_in_but_what_is_allowed() -> None:
    """S14.05: found from the templates themselves."""
    folder = settings.BASE_DIR / "templates" / "mail"
    canaries = {
        name: f"CANARY-{name}" for name in ("person", "name", "email", "words", "reference", "summary", "category")
    }
    found = [path.stem for path in folder.glob("*.txt")]
    assert len(found) >= 14
    for stem in found:
        text = render_to_string(f"mail/{stem}.txt", canaries)
        assert "CANARY" not in text and "<" not in text and len(max(text.splitlines(), key=len)) <= 90, stem
