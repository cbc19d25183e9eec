"""No mail tells a name, a word, a reference, a category or a step: every mail that can be sent is read (S14.05).

Which mails there are is taken from the code and the templates. Each is sent by a form of the site or by a nightly job,
in a school full of people and incidents, and searched for whatever the database holds of them.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import allauth
import pytest
import time_machine
from allauth.account.adapter import get_adapter
from django.apps import apps
from django.conf import settings as project
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.template.loader import render_to_string
from django.utils import timezone

from incidents.vocabulary import Outcome
from policies.models import Category
from policies.vocabulary import CategoryKind, StepName
from schools.history import SET_UP, acting
from schools.models import Outgoing, School, User
from schools.operations import appoint
from schools.operations.anchoring import name_mailbox
from schools.outbox import message
from schools.vocabulary import Role
from tests.schools.flush import lifted
from tests.structure.routes import ROUTES
from tests.structure.sending import body
from tests.structure.source import product
from tests.structure.walking import undone
from tests.structure.world import HERE, TAKES, World

pytestmark = pytest.mark.django_db
OURS = {path.stem for path in (project.BASE_DIR / "templates/mail").glob("*.txt") if "_subject" not in path.stem}
SHORTEST = 5
ORDINARY = {"chair", "governor", "staff", "school", "other", "email", "parent", "a parent", "access"}
"""Words that stand in the database and in every mail."""

NO_PAGE = {
    **dict.fromkeys(("account/email/email_changed", "account/email/email_deleted"), "account_email"),
    **dict.fromkeys(("account/email/email_confirm", "account/email/password_set"), "account_set_password"),
    "account/email/account_already_exists": "account_signup",
    "account/email/email_confirmation_signup": "account_signup",
    "account/email/login_code": "account_request_login_code",
    "account/email/password_reset_code": "account_confirm_password_reset_code",
    **dict.fromkeys(
        ("socialaccount/email/account_connected", "socialaccount/email/account_disconnected"),
        "socialaccount_connections",
    ),
}
"""Mails of the package for pages that are not mounted here, each with the page."""


def posted() -> set[str]:
    """The templates that some call of `outbox.post` names, and those made of such a name."""
    found = set()
    for module in product():
        for node in ast.walk(ast.parse(module.text)):
            if isinstance(node, ast.Call):
                given = [each.value for each in node.keywords if each.arg == "template"] + node.args[:1]
                texts = [each.value for value in given for each in ast.walk(value) if isinstance(each, ast.Constant)]
                found |= {text for text in texts if text in OURS}
    return found | {f"{each}_here" for each in found if f"{each}_here" in OURS}


def mails_of(rows: Iterable[Outgoing]) -> Iterator[tuple[str, EmailMessage]]:
    """The mails as they would be handed over."""
    for row in rows:
        yield row.template, message(row)


def by_the_forms(world: World) -> Iterator[tuple[str, EmailMessage]]:
    """What every form of the site sends, from everybody of whom it is taken."""
    last = Outgoing.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    yield from mails_of(Outgoing.objects.all())  # of making the world
    here, second = School.objects.get(slug=HERE), world.people["target"]
    assert second is not None
    appoint(user=second, role=Role.ADMIN, school=here, starts=timezone.localdate(), by=SET_UP, at=timezone.now())
    for name, route in ROUTES.items():
        for who in [each for each in route.post if route.post[each] == "302"]:
            cache.clear()
            before = len(mail.outbox)
            with undone():
                world.client(who).post(world.address(name, who), body(world, name, who))
                yield from mails_of(Outgoing.objects.filter(pk__gt=last))
                yield from (("", each) for each in mail.outbox[before:])


def by_night(world: World) -> Iterator[tuple[str, EmailMessage]]:
    """What the nightly and weekly commands send: in another school year, to people away for long, of a bad record."""
    last, before = Outgoing.objects.order_by("-pk").values_list("pk", flat=True).first() or 0, len(mail.outbox)
    school, admin, at = School.objects.get(slug=HERE), world.people["admin"], timezone.now()
    assert admin is not None
    with undone(), acting(SET_UP):
        for address in ("first@proof.example", "second@proof.example"):
            name_mailbox(school=school, address=address, by=admin, at=at)
        with lifted(connection), connection.cursor() as cursor:
            cursor.execute("UPDATE schools_event SET kind = 'changed' WHERE school_id = %s AND number = 3", [school.pk])
        with time_machine.travel(at + timedelta(days=1200), tick=True):
            for command in ("tell_of_unused_accounts", "verify_records_nightly", "anchor_records", "send_reminders"):
                run(command)
        yield from mails_of(Outgoing.objects.filter(pk__gt=last))
        yield from (("parents_not_told", each) for each in mail.outbox[before:])


def run(command: str) -> None:
    """Run it, whatever it finds."""
    try:
        call_command(command, stdout=StringIO(), stderr=StringIO())
    except CommandError as error:
        print(error)


def known() -> set[str]:
    """Whatever the database holds in words of people, incidents and policies, and what steps and kinds are called."""
    words = {name for user in User.objects.all() for name in (user.name, *user.name.split())}
    for model in (*apps.get_app_config("incidents").get_models(), Category):
        if model.__name__.startswith("Historical"):
            continue
        for field in model._meta.local_fields:
            if isinstance(field, models.CharField | models.TextField) and not field.choices and field.name != "slug":
                words |= set(model._base_manager.values_list(field.attname, flat=True).distinct())
    words |= {str(label) for each in (StepName, CategoryKind, Outcome) for label in each.labels}
    words |= {str(value) for each in (StepName, CategoryKind, Outcome) for value in each.values}
    return {str(each) for each in words if len(str(each)) >= SHORTEST and str(each).lower() not in ORDINARY}


def told(found: EmailMessage, words: Iterable[str]) -> list[str]:
    """What it tells of them, in its head or its text. A word of a longer one does not count."""
    everything = f"{found.subject}\n{found.body}"
    return [each for each in set(words) if re.search(rf"(?<!\w){re.escape(each)}(?!\w)", everything, re.I)]


def test_every_mail_that_a_form_or_a_job_sends_tells_nothing(world: World, settings: Any) -> None:
    settings.SITE_URL = "https://fairpost.example"
    words, read = known(), 0
    seen: set[str] = set()
    wrong: set[tuple[str, str]] = set()
    assert len(words) > 100 and {"Kerry Lodge", "It was R again."} <= words
    with undone():
        sent = [*by_the_forms(world), *by_night(world)]
    for template, found in sent:
        seen.add(template)
        read += 1
        wrong |= {(template or found.subject, each) for each in told(found, words)}
        assert "Kerry Lodge" in told(EmailMessage(found.subject, f"{found.body} Kerry Lodge"), words)
    print(f"{read} mails of {len(seen)} kinds, searched for {len(words)} words")
    assert wrong == set()
    assert posted() | {"parents_not_told"} == OURS, "a template that nothing sends, or that is sent in another way"
    assert seen - {""} == OURS, f"not sent by anything here: {OURS - seen}"


def test_no_mail_of_the_package_that_signs_people_in_tells_anything(world: World, settings: Any) -> None:
    """Every one that it has and for which there is a page here, filled with canaries; from where it was is told."""
    settings.SITE_URL = "https://fairpost.example"
    user = User(name="Cqfirst Cqlast", email="reader@coldwell.example")
    place = "https://fairpost.example/x"
    context = {
        "user": user,
        **dict.fromkeys(("username", "reference", "summary", "from_email", "to_email"), "Cqword"),
        **dict.fromkeys(("activate_url", "password_reset_url", "signup_url", "login_url"), place),
        "school": School.objects.get(slug=HERE),
        "code": "123456",
    }
    places = [Path(allauth.__file__).parent / "templates", project.BASE_DIR / "templates"]
    found = {
        path.relative_to(place).as_posix().removesuffix("_message.txt")
        for place in places
        for path in place.glob("*/email/*_message.txt")
        if not path.stem.startswith("base")
    }
    assert len(found) >= 20 and set(NO_PAGE.values()) & set(TAKES) == set()
    for prefix in sorted(found - set(NO_PAGE)):
        mailed = get_adapter().render_mail(prefix, user.email, context)
        assert "Cq" not in f"{mailed.subject}{mailed.body}", prefix


def test_a_template_that_lets_a_name_in_is_found(world: World) -> None:
    """The search itself: a mail as one would look that greets by name."""
    text = render_to_string("mail/office_given.txt", {"school": "Elm Lane"}) + "Dear Ken Adams, about K7M-4QX"
    assert told(EmailMessage("Elm Lane", text), {"Ken Adams", "K7M-4QX", "Adam"}) != []
