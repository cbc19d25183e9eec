"""The page of the policy for everybody: off until the school shows it, and nothing on it but the policy in force."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incidents.playing.cast import pass_governors
from policies.gaps import DEFAULTS
from policies.models import Adoption, LinkedPolicy, PolicyVersion, PublicPage
from policies.operations.life import adopt
from policies.operations.public import NOTHING_TO_SHOW, show_to_everybody
from policies.operations.starting import load_starter, revise
from policies.public import is_public, public_policy_of
from policies.starters import load
from schools.history import SET_UP, acting
from schools.models import Event, School, User
from schools.operation import Refused
from schools.operations import create_school
from tests.builders import AT, client_of, person, the_schools

INFANT, JUNIOR = "larkspur-infant", "larkspur-junior"
KEEPERS, OTHERS = ("head", "chair", "admin"), ("slt", "dsl", "governor", "staff", "trust_lead")


@pytest.fixture(autouse=True)
def schools(db: None) -> Iterator[dict[str, School]]:
    with time_machine.travel(AT, tick=False):
        yield the_schools()


def show(slug: str = INFANT, shown: bool = True) -> PublicPage:
    """Switch the page on, as the head does, or off."""
    return show_to_everybody(school=School.objects.get(slug=slug), shown=shown, by=person(slug, "head"), at=AT)


def seen(path: str, who: User | None = None) -> tuple[Any, ...]:
    """All that a visitor could compare."""
    answer = (client_of(who) if who else Client()).get(path)
    return answer.status_code, answer.content, sorted(answer.headers.items()), answer.cookies.output()


def page(slug: str = INFANT) -> str:
    """What the page says to somebody who is not signed in."""
    status, content, *_ = seen(f"/{slug}/our-policy/")
    assert status == 200
    return content.decode()


def in_force(slug: str = INFANT) -> PolicyVersion:
    """The version in force at a school."""
    return Adoption.objects.get(school__slug=slug).version


def link(title: str, address: str) -> LinkedPolicy:
    """A linked policy with an address, as the version had it when it was adopted (it is frozen since)."""
    linked = LinkedPolicy(version=in_force(), title=title, address=address)
    with acting(SET_UP):
        LinkedPolicy.objects.bulk_create([linked])
    return linked


@pytest.mark.parametrize("name", ["our-policy/", "our-policy.pdf"])
def test_a_page_that_is_off_cannot_be_told_from_an_address_that_is_none(name: str) -> None:
    create_school(slug="new", name="New School", by=SET_UP, at=AT)
    nowhere, never = seen(f"/no-such-school/{name}"), seen(f"/{INFANT}/no-such-page-at-all/")
    assert nowhere == never and nowhere[0] == 404
    for slug in (INFANT, "tregarth", "new"):
        assert seen(f"/{slug}/{name}") == nowhere, slug
    assert seen(f"/{INFANT}/{name}", person(INFANT, "head"))[:2] == nowhere[:2]
    show()
    assert seen(f"/{INFANT}/{name}")[0] == 200
    assert seen(f"/tregarth/{name}") == seen(f"/{JUNIOR}/{name}") == nowhere
    show(shown=False)
    assert seen(f"/{INFANT}/{name}") == nowhere


def test_it_shows_the_policy_in_force_to_whoever_asks_and_the_same_to_everybody() -> None:
    show()
    text = page()
    assert "<h1>" in text and text.count("<h1>") == 1
    for section in in_force().sections:
        assert section["heading"].replace("'", "&#x27;") in text
    assert "1 September 2025" in text and "the head of school or a senior leader talks with the parent" in text
    assert seen(f"/{INFANT}/our-policy/")[1] == seen(f"/{INFANT}/our-policy/", person(INFANT, "head"))[1]
    assert seen(f"/{INFANT}/our-policy/")[1] == seen(f"/{INFANT}/our-policy/", person("tregarth", "staff"))[1]


def test_it_names_nobody_and_holds_no_gap_no_form_no_navigation_and_no_other_school() -> None:
    show()
    text = page()
    version = in_force()
    version.author_name = "A member of staff"
    assert version.author_name not in text and "Reviewed by" not in text and "Amended by" not in text
    assert [user.name for user in User.objects.all() if user.name in text] == []
    assert [each for each in DEFAULTS.values() if each in text] == []
    for word in (
        "<form",
        "csrf",
        "/accounts/",
        "<script",
        "Report a post",
        "Junior",
        "Added by the school",
        "incident",
    ):
        assert word not in text, word
    outward = re.findall(r'href="(?!#|/static/)([^"]+)"', text)
    assert set(outward) == {f"/{INFANT}/our-policy.pdf", "tel:999"}


def test_no_draft_no_later_version_and_no_warning_is_on_it() -> None:
    show()
    draft = revise(version=in_force(), by=person(INFANT, "head"), at=AT)
    draft.sections = [{"heading": "A new heading", "source": "", "paragraphs": [{"id": "1", "text": "Quite new."}]}]
    with acting(SET_UP):
        draft.save()
    before = page()
    pass_governors(draft, person(INFANT, "head"), person(INFANT, "chair"), "", AT)
    school, tomorrow = School.objects.get(slug=INFANT), AT.date() + timedelta(days=1)
    adopt(school=school, version=draft, adopted_on=tomorrow, review_due="2024", by=person(INFANT, "head"), at=AT)
    assert "Quite new." not in before and page() == before
    with time_machine.travel(AT + timedelta(days=1), tick=False):
        assert "Quite new." in page() and "due for review" not in page() and "told" not in page()


def test_a_policy_that_is_only_to_come_is_not_there_yet() -> None:
    school = create_school(slug="new", name="New School", by=SET_UP, at=AT)
    version = load_starter(starter=load("primary"), school=school, by=SET_UP, at=AT)
    pass_governors(version, SET_UP, SET_UP, "", AT)
    on = AT.date() + timedelta(days=3)
    adopt(school=school, version=version, adopted_on=on, review_due="", by=SET_UP, at=AT)
    show_to_everybody(school=school, shown=True, by=SET_UP, at=AT)
    assert seen("/new/our-policy/")[0] == seen("/new/our-policy.pdf")[0] == 404
    with time_machine.travel(AT + timedelta(days=3), tick=False):
        assert seen("/new/our-policy/")[0] == 200


def test_of_linked_policies_only_those_with_an_address_on_the_web_are_there() -> None:
    show()
    link("Our complaints procedure", "https://www.larkspur.example/complaints")
    link("Kept inside", "https://intranet.local/policy")
    link("Kept on a number", "http://192.168.1.4/policy")
    text = page()
    assert 'href="https://www.larkspur.example/complaints" rel="noreferrer"' in text
    assert "Kept inside" not in text and "Kept on a number" not in text and "Behaviour policy" not in text


@pytest.mark.parametrize(
    "address, public",
    [
        ("https://www.school.example/policy.pdf", True),
        ("http://school.example:8080/x", True),
        ("", False),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("https://kim:secret@school.example/", False),
        ("https://staff/policy", False),
        ("https://files.school.local/policy", False),
        ("http://10.0.0.1/", False),
        ("http://[::1]/", False),
    ],
)
def test_an_address_is_public_when_a_parent_at_home_could_open_it(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_words_with_markup_in_them_are_shown_as_they_stand() -> None:
    show()
    link("<script>alert(1)</script> complaints", "https://www.larkspur.example/x")
    assert "<script>" not in page() and "&lt;script&gt;alert(1)" in page()


def test_the_headers_are_those_of_every_page_and_robots_are_welcome() -> None:
    show()
    headers = dict(seen(f"/{INFANT}/our-policy/")[2])
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["Cache-Control"] == "no-store" and "X-Robots-Tag" not in headers and "robots" not in page()
    pdf = dict(seen(f"/{INFANT}/our-policy.pdf")[2])
    assert pdf["Content-Type"] == "application/pdf" and pdf["X-Content-Type-Options"] == "nosniff"
    assert 'attachment; filename="Larkspur Infant Academy, Social media policy.pdf"' in pdf["Content-Disposition"]


@pytest.mark.parametrize("office", KEEPERS)
def test_whoever_keeps_the_policy_switches_it_on_and_off_with_an_event_each(office: str) -> None:
    client = client_of(person(INFANT, office))
    address = f"/{INFANT}/policy/public/"
    assert "http://testserver/larkspur-infant/our-policy/" in client.get(address).content.decode()
    before = Event.objects.across_schools("test").count()
    for shown, status, kind in (("yes", 200, "policy-shown-to-everybody"), ("no", 404, "policy-no-longer-shown-to")):
        for _ in range(2):  # the second press changes nothing
            answer = client.post(address, {"shown": shown})
            assert (answer.status_code, answer.headers["Location"]) == (302, address)
        assert seen(f"/{INFANT}/our-policy/")[0] == status
        assert Event.objects.across_schools("test").latest("pk").kind.startswith(kind)
    assert Event.objects.across_schools("test").count() == before + 2


@pytest.mark.parametrize("office", OTHERS)
def test_nobody_else_switches_it(office: str) -> None:
    client = client_of(person(INFANT, office))
    assert client.get(f"/{INFANT}/policy/public/").status_code == 404
    assert client.post(f"/{INFANT}/policy/public/", {"shown": "yes"}).status_code == 404
    school = School.objects.get(slug=INFANT)
    with pytest.raises(Refused):
        show_to_everybody(school=school, shown=True, by=person(INFANT, office), at=AT)
    with pytest.raises(Refused):
        show_to_everybody(school=school, shown=True, by=person("tregarth", "head"), at=AT)
    assert not PublicPage._base_manager.exists()
    assert show().shown


def test_a_school_without_a_policy_has_nothing_to_show() -> None:
    school = create_school(slug="new", name="New School", by=SET_UP, at=AT)
    with pytest.raises(Refused, match=re.escape(NOTHING_TO_SHOW)):
        show_to_everybody(school=school, shown=True, by=SET_UP, at=AT)
    assert not PublicPage._base_manager.exists()


@pytest.mark.parametrize("sent", ["", "maybe", "\x00", "y" * 100_000])
def test_nonsense_is_answered_with_a_sentence_and_switches_nothing(sent: str) -> None:
    answer = client_of(person(INFANT, "head")).post(f"/{INFANT}/policy/public/", {"shown": sent})
    assert answer.status_code == 200 and "Press one of the buttons." in answer.content.decode()
    assert seen(f"/{INFANT}/our-policy/")[0] == 404


def test_it_asks_the_database_no_more_for_a_longer_policy() -> None:
    show()
    counted = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert public_policy_of(INFANT, AT.date())
        counted.append(len(queries))
        for each in range(5):
            link(f"Policy {each}", f"https://www.larkspur.example/{each}")
    assert counted[0] == counted[1]
