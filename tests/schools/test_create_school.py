"""The operator makes a school on the command line; its first administrator gets a link that works once."""

import re
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from policies.life import status_of
from policies.models import PolicyVersion
from policies.vocabulary import Status
from schools.history import SET_UP, acting
from schools.models import Membership, School, Term, Trust, User
from schools.verification import verify
from schools.vocabulary import Role

AT = datetime(2026, 11, 16, 9, tzinfo=UTC)
SITE = "http://testserver"
PASSWORD = "a-long-walk-by-the-canal"


@pytest.fixture(autouse=True)
def on_a_monday(db: None) -> Any:
    with time_machine.travel(AT, tick=False):
        yield


def made(*words: str, slug: str = "elm-lane", name: str = "Elm Lane Primary", **changes: str) -> str:
    """Run the command as an operator would, and give back what it prints."""
    given = {"admin_email": "Office@Elm-Lane.example", "admin_name": "Bea Marlow", "site_url": SITE, **changes}
    said = [f"--{key.replace('_', '-')}={value}" for key, value in given.items()]
    out = StringIO()
    call_command("create_school", slug, name, *said, *words, stdout=out)
    return out.getvalue()


def link_in(printed: str) -> str:
    """The link of one use, as a path."""
    return urlsplit(next(line.strip() for line in printed.splitlines() if "/password/reset/key/" in line)).path


def choose_a_password(link: str) -> int:
    """Follow the link and choose a password, as the administrator does; the status of the answer."""
    browser = Client()
    page = browser.get(link, follow=True)
    form = page.redirect_chain[-1][0] if page.redirect_chain else link
    return browser.post(form, {"password1": PASSWORD, "password2": PASSWORD}).status_code


def test_a_school_is_made_with_its_terms_and_an_administrator_whose_address_is_vouched_for() -> None:
    printed = made()
    school, admin = School.objects.get(slug="elm-lane"), User.objects.get(email="office@elm-lane.example")
    assert (school.name, school.nation, school.trust, school.demonstration) == ("Elm Lane Primary", "ENG", None, False)
    assert Membership.objects.get(user=admin).role == Role.ADMIN
    assert EmailAddress.objects.get(user=admin).verified
    names = "Autumn 2026, Spring 2027, Summer 2027, Autumn 2027, Spring 2028, Summer 2028"
    assert ", ".join(Term._base_manager.filter(school=school).values_list("name", flat=True)) == names
    assert not school.adoptions.exists()
    assert verify(school).sound
    assert f"{SITE}/elm-lane/" in printed


def test_the_link_sets_a_password_once_and_it_signs_in() -> None:
    link = link_in(made())
    assert choose_a_password(link) == 302
    admin = User.objects.get(email="office@elm-lane.example")
    assert admin.check_password(PASSWORD)
    browser = Client()
    browser.post(reverse("account_login"), {"login": admin.email, "password": PASSWORD})
    assert browser.session["_auth_user_id"] == str(admin.pk)

    admin.set_password("something-else-entirely")
    admin.save(update_fields=["password"])
    choose_a_password(link)
    assert not User.objects.get(pk=admin.pk).check_password(PASSWORD)


def test_the_link_runs_out() -> None:
    link = link_in(made())
    with time_machine.travel(AT + timedelta(minutes=31), tick=False):
        choose_a_password(link)
    assert not User.objects.get(email="office@elm-lane.example").has_usable_password()


def test_a_starter_policy_is_a_draft_for_the_school_to_change_where_one_is_asked_for() -> None:
    assert "Its policy is a draft" in made("--starter=primary")
    assert "Its policy" not in made(slug="ash-lane", admin_email="ash@elm-lane.example")
    version = PolicyVersion.objects.get(policy__school__slug="elm-lane")
    assert version.title == "Acceptable use of social media" and version.steps.count() == 4
    assert status_of(version, AT.date()) == Status.DRAFT and not version.adoptions.exists()
    with pytest.raises(CommandError, match="invalid choice"):
        made("--starter=none-such", slug="oak-lane")


def test_a_school_joins_a_trust_that_is_there_or_is_named() -> None:
    with pytest.raises(CommandError, match="There is no trust 'elms'"):
        made("--trust=elms")
    assert not School.objects.filter(slug="elm-lane").exists()
    made("--trust=elms", "--trust-name=Elms Trust")
    made("--trust=elms", slug="elm-street", admin_email="office@elm-street.example")
    assert [school.slug for school in Trust.objects.get(name="Elms Trust").schools.order_by("slug")] == [
        "elm-lane",
        "elm-street",
    ]


def test_somebody_with_an_account_is_appointed_and_gets_no_link() -> None:
    made()
    printed = made(slug="elm-street", name="Elm Street Infants")
    assert "has an account" in printed
    assert "/password/" not in printed
    admin = User.objects.get(email="office@elm-lane.example")
    assert sorted(each.school.slug for each in admin.memberships.all() if each.school) == ["elm-lane", "elm-street"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"slug": "Elm Lane"}, "cannot be a school's address"),
        ({"slug": "accounts"}, "cannot be a school's address"),
        ({"slug": "e" * 61}, "cannot be a school's address"),
        ({"name": "  "}, "a name"),
        ({"name": "E" * 201}, "at most 200"),
        ({"admin_name": ""}, "a name"),
        ({"admin_email": "office"}, "not an e-mail address"),
        ({"site_url": ""}, "--site-url"),
        ({"site_url": "javascript:alert(1)"}, "--site-url"),
        ({"nation": "FRA"}, "invalid choice"),
        ({"trust": "No Trust", "trust_name": "No Trust"}, "cannot be a trust's address"),
    ],
)
def test_what_no_page_could_show_is_refused_in_a_sentence_and_nothing_is_made(
    changes: dict[str, str], sentence: str
) -> None:
    before = (School.objects.count(), User.objects.count(), Trust.objects.count())
    with pytest.raises(CommandError, match=re.escape(sentence)):
        made(**changes)
    assert (School.objects.count(), User.objects.count(), Trust.objects.count()) == before


def test_an_address_that_is_taken_is_refused() -> None:
    made()
    with pytest.raises(CommandError, match="There is a school with this address already"):
        made(admin_email="other@elm-lane.example")
    assert not User.objects.filter(email="other@elm-lane.example").exists()


def test_an_account_that_is_shut_is_not_appointed() -> None:
    made()
    admin = User.objects.get(email="office@elm-lane.example")
    admin.is_active = False
    with acting(SET_UP):
        admin.save()
    with pytest.raises(CommandError, match="is shut"):
        made(slug="elm-street")
    assert not School.objects.filter(slug="elm-street").exists()
