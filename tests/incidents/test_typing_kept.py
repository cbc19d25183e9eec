"""What was typed in a report survives the end of a session, for its author alone (S7.05)."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.test import Client

from incidents.operations import drafts
from schools.history import SET_UP
from schools.models import School, User
from schools.operations import appoint, create_user
from schools.vocabulary import Role
from tests.builders import AT, person, the_schools

pytestmark = pytest.mark.django_db
SCHOOL, PASSWORD = "larkspur-infant", "plain words that nobody guesses"
TYPED = "She wrote it again on Sunday night."


def sign_in(client: Client, user: User) -> None:
    """Type the password in this browser."""
    user.password = make_password(PASSWORD)
    user.save(update_fields=["password"])
    assert client.post("/accounts/login/", {"login": user.email, "password": PASSWORD}).status_code == 302


def another_of_the_staff() -> User:
    """Somebody who reports posts too, and needs no second factor."""
    user = create_user(email="more@larkspur.example", name="Nell More", by=SET_UP, verified=True)
    school = School.objects.get(slug=SCHOOL)
    appoint(user=user, role=Role.STAFF, school=school, starts=AT.date() - timedelta(days=400), by=SET_UP, at=AT)
    return user


def test_the_same_person_gets_the_text_back_and_another_on_that_browser_does_not(db: None) -> None:
    """S7.05: the clock runs out between typing and sending."""
    with time_machine.travel(AT, tick=False) as clock:
        the_schools()
        author, browser = person(SCHOOL, "staff"), Client()
        sign_in(browser, author)
        draft = drafts.start_draft(school=School.objects.get(slug=SCHOOL), by=author, at=AT)
        drafts.answer_image_question(draft=draft, intimate=False, by=author, at=AT)
        address = f"/{SCHOOL}/report/{draft.key}/"
        by_script: dict[str, Any] = {"headers": {"X-Requested-With": "fetch"}}
        assert browser.post(address, {"words": TYPED}, **by_script).status_code == 200
        clock.move_to(AT + timedelta(minutes=31))
        late = browser.post(address, {"words": TYPED + " And on Monday.", "report": "1"})
        assert late.headers["Location"] == f"/accounts/login/?next={address}"
        assert TYPED not in browser.get("/accounts/login/").content.decode()
        sign_in(browser, another_of_the_staff())
        assert browser.get(address).status_code == 404
        browser.post("/accounts/logout/")
        sign_in(browser, author)
        assert TYPED in browser.get(address).content.decode()
