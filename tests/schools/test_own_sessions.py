"""Where one is signed in, and ending it: one's own, somebody's, everybody's (S7.04)."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from schools.browsers import in_words
from schools.history import SET_UP
from schools.models import Event, School, SignIn
from schools.operation import Refused
from schools.operations import appoint, create_user
from schools.operations.sessions import begin, sign_everyone_out, sign_out_person
from schools.vocabulary import Ended, Role
from tests.builders import AT, client_of, person, the_schools

pytestmark = pytest.mark.django_db
SCHOOL = "larkspur-infant"
PEOPLE, PAGE = f"/{SCHOOL}/people/signed-in/", "/sessions/"


@pytest.fixture(autouse=True)
def clock(db: None) -> Iterator[Any]:
    """A Monday morning."""
    with time_machine.travel(AT, tick=False) as moved:
        the_schools()
        yield moved


def words(client: Client, address: str = PAGE) -> str:
    """A page in words."""
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(address).content.decode()).split())


def here(client: Client) -> SignIn:
    """The sign-in of this browser: the one that its own page marks."""
    found = client.get(PAGE).context["here"]
    assert isinstance(found, SignIn)
    return found


def is_in(client: Client) -> bool:
    """Whether a browser is signed in still."""
    return client.get(PAGE).status_code == 200


def home() -> School:
    return School.objects.select_related("trust").get(slug=SCHOOL)


def last_event() -> Event:
    return Event.objects.across_schools("test").filter(school__slug=SCHOOL).latest("number")


def test_one_sees_where_one_is_signed_in_and_nothing_of_anybody_else() -> None:
    """S7.04: in words, with this browser marked; no key of any session is on the page."""
    mine, other = client_of(person(SCHOOL, "slt")), client_of(person(SCHOOL, "slt"))
    client_of(person(SCHOOL, "head"))
    text = words(mine)
    assert text.count("Chrome on Windows This one") == 1
    assert text.count("Signed in Monday 16 November, 09:00. Last seen Monday 16 November, 09:00.") == 2
    raw = mine.get(PAGE).content.decode()
    assert other.cookies["sessionid"].value not in raw and here(other).session_hash not in raw


def test_one_ends_a_sign_in_or_all_others_and_it_takes_effect_at_the_next_request() -> None:
    """S7.04: the ended browser is told why."""
    user = person(SCHOOL, "slt")
    mine, other, third = client_of(user), client_of(user), client_of(user)
    assert mine.post(PAGE, {"key": str(here(other).key)}).status_code == 302
    assert [is_in(each) for each in (mine, other, third)] == [True, False, True]
    assert Ended.ELSEWHERE.label in words(other, "/accounts/login/")
    assert mine.post(PAGE, {"do": "others"}).status_code == 302
    assert [is_in(each) for each in (mine, other, third)] == [True, False, False]
    assert mine.post(PAGE, {"key": str(here(mine).key)}).headers["Location"] == "/accounts/login/"
    assert not is_in(mine)


def test_nobody_ends_what_is_not_theirs_and_nonsense_is_not_found() -> None:
    mine, other = client_of(person(SCHOOL, "slt")), client_of(person(SCHOOL, "head"))
    theirs = here(other)
    answers = [mine.post(PAGE, {"key": key}) for key in (str(theirs.key), "nonsense\x00", "", "9" * 100_000)]
    assert {each.status_code for each in answers} == {404}
    assert len({each.content for each in answers}) == 1
    assert is_in(other)


def test_the_administrator_ends_everything_of_a_person_and_the_record_says_so() -> None:
    """S7.04: side by side, who may and who may not."""
    leader, admin, head = person(SCHOOL, "slt"), client_of(person(SCHOOL, "admin")), client_of(person(SCHOOL, "head"))
    browsers = [client_of(leader), client_of(leader)]
    address = f"/{SCHOOL}/people/{leader.key}/sign-out/"
    assert head.get(address).status_code == head.post(address).status_code == 404
    assert all(map(is_in, browsers))
    assert f"Yes, with 2 browsers Sign out {leader.name}" in words(admin, PEOPLE)
    assert f"Sign {leader.name} out?" in words(admin, address)
    assert admin.post(address).status_code == 302
    assert not any(map(is_in, browsers)) and is_in(head) and is_in(admin)
    assert Ended.SCHOOL.label in words(browsers[0], "/accounts/login/")
    event = last_event()
    assert (event.kind, event.actor) == ("signed-out", person(SCHOOL, "admin").record_key)
    assert leader.name not in str(Event.objects.across_schools("test").filter(pk=event.pk).values().get())


def test_somebody_of_another_school_is_not_found() -> None:
    stranger = person("coldwell", "slt")
    admin = client_of(person(SCHOOL, "admin"))
    address = f"/{SCHOOL}/people/{stranger.key}/sign-out/"
    assert admin.get(address).status_code == admin.post(address).status_code == 404
    with pytest.raises(Refused):
        sign_out_person(school=home(), user=stranger, by=person(SCHOOL, "admin"), at=timezone.now())


def test_everybody_of_the_school_is_signed_out_but_whoever_asks_and_other_schools() -> None:
    """S7.04."""
    admin = client_of(person(SCHOOL, "admin"))
    again = client_of(person(SCHOOL, "admin"))
    theirs = [client_of(person(SCHOOL, office)) for office in ("head", "staff", "governor", "trust_lead")]
    elsewhere = client_of(person("coldwell", "head"))
    address = f"/{SCHOOL}/people/sign-everyone-out/"
    assert theirs[0].get(address).status_code == theirs[0].post(address).status_code == 404
    assert admin.get(address).status_code == 200 and all(map(is_in, theirs))
    assert admin.post(address).status_code == 302
    assert not any(map(is_in, [*theirs, again]))
    assert is_in(admin) and is_in(elsewhere)
    assert last_event().kind == "everybody-signed-out"


def test_the_operations_ask_themselves_who_may() -> None:
    head, school = person(SCHOOL, "head"), home()
    for act in (sign_everyone_out, sign_out_person):
        more: dict[str, Any] = {"but": None} if act is sign_everyone_out else {"user": person(SCHOOL, "slt")}
        with pytest.raises(Refused):
            act(school=school, by=head, at=AT, **more)
        act(school=school, by=person(SCHOOL, "admin"), at=AT, **more)


def test_what_is_over_by_its_limits_is_not_listed(clock: Any) -> None:
    user = person(SCHOOL, "slt")
    client_of(user)
    clock.move_to(AT + timedelta(minutes=31))
    assert words(client_of(user)).count("Chrome on Windows") == 2  # its heading, and its button


def test_the_lists_ask_as_many_questions_of_many_as_of_few() -> None:
    client, user = client_of(person(SCHOOL, "admin")), person(SCHOOL, "admin")

    def asked() -> list[int]:
        found = []
        for address in (PAGE, PEOPLE):
            with CaptureQueriesContext(connection) as questions:
                assert client.get(address).status_code == 200
            found.append(len(questions))
        return found

    few = asked()
    for number in range(20):
        begin(session_key=f"made up {number}", browser="Firefox on a Mac", by=user, at=AT)
        newcomer = create_user(email=f"new{number}@school.example", name=f"New {number}", by=SET_UP)
        appoint(user=newcomer, role=Role.STAFF, school=home(), starts=AT.date(), by=SET_UP, at=AT)
        begin(session_key=f"theirs {number}", browser="Firefox on a Mac", by=newcomer, at=AT)
    assert asked() == few and max(few) <= 8


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Version/19.0 Mobile Safari/604.1", "Safari on an iPhone"),
        ("Mozilla/5.0 (X11; CrOS x86_64) AppleWebKit Chrome/140.0 Safari/537.36", "Chrome on a Chromebook"),
        ("\x00<b>" * 900, "A browser on a device that does not say what it is"),
    ],
)
def test_a_browser_is_named_as_people_name_it(said: str, read: str) -> None:
    assert in_words(said) == read
