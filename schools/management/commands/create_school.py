"""`create_school SLUG NAME`: a school with its first administrator, who then appoints everybody else.

For the operator of the installation, in production too. It prints a link of one use with which the administrator
chooses a password; no password is ever set or shown here.
"""

import re
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from policies.hosts import load as load_reference
from policies.operations.hosts import load_hosts
from policies.operations.starting import begin_from_starter
from policies.starters import NAMES, load
from schools.calendar import Calendar
from schools.history import SET_UP
from schools.models import School, Trust, User
from schools.operation import Refused
from schools.operations import RESERVED, appoint, create_school, create_trust, create_user, set_terms
from schools.reach import across_schools
from schools.term_dates import terms_of_year
from schools.vocabulary import Nation, Role

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

DRAFT = "Its policy is a draft: the school changes it, its governors approve it, and it is adopted from a day."


class Command(BaseCommand):
    """Make the school and its first administrator in one transaction, and print the link."""

    help = "Make a school, its first administrator, and a link of one use with which they choose a password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The school, its administrator, and what else is known already."""
        parser.add_argument("slug", help="the school's place in the address: small letters, figures and hyphens")
        parser.add_argument("name", help="the school's name as people read it")
        parser.add_argument("--admin-email", required=True)
        parser.add_argument("--admin-name", required=True)
        parser.add_argument("--trust", metavar="SLUG", help="the trust it belongs to")
        parser.add_argument("--trust-name", metavar="NAME", help="makes that trust, where there is none yet")
        parser.add_argument("--nation", choices=Nation.values, default=Nation.ENGLAND.value)
        parser.add_argument("--starter", choices=NAMES, help="a draft of its policy, for it to change")
        parser.add_argument("--site-url", default=settings.SITE_URL, help="unless SITE_URL is set")

    @across_schools("Whoever runs the service acts for the school that is made.")
    def handle(self, *, admin_email: str, admin_name: str, site_url: str, **said: Any) -> None:
        """Make all of it, or nothing."""
        check(said["slug"], said["name"], admin_email, admin_name, site_url)
        at = timezone.now()
        try:
            with transaction.atomic():
                school = make(said, at)
                user, new = administrator(school, admin_email, admin_name, at)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{school} is at {site_url.rstrip('/')}{reverse('home', args=[school.slug])}")
        self.stdout.write("\n".join(about_the_link(user, site_url) if new else about_the_account(user)))
        if said["starter"]:
            self.stdout.write(DRAFT)
        self.stdout.write("Terms of this school year and the next were made by rule: ask them to check the dates.")


def check(slug: str, name: str, email: str, person: str, site_url: str) -> None:
    """Refuse what no page could show. Raises CommandError."""
    if not SLUG.fullmatch(slug) or len(slug) > 60 or slug in RESERVED:
        raise CommandError(f"{slug!r} cannot be a school's address: use up to 60 small letters, figures and hyphens.")
    if not name.strip() or not person.strip():
        raise CommandError("Give the school and its administrator a name.")
    if len(name) > 200 or len(person) > 150:
        raise CommandError("A school's name has at most 200 characters, a person's at most 150.")
    if not re.match(r"https?://[^/\s]+", site_url):
        raise CommandError("Say where the site is, for the link: --site-url https://fairpost.example.")
    try:
        validate_email(email)
    except ValidationError as error:
        raise CommandError(f"{email!r} is not an e-mail address.") from error


def make(said: dict[str, Any], at: datetime) -> School:
    """The school with its terms and, where one is named, a draft of its policy. Raises Refused and CommandError."""
    nation = Nation(said["nation"])
    trust = trust_of(said["trust"], said["trust_name"])
    school = create_school(slug=said["slug"], name=said["name"], trust=trust, nation=nation, by=SET_UP, at=at)
    load_hosts(entries=load_reference(), by=SET_UP)
    year = Calendar(()).school_year(timezone.localdate(at))
    set_terms(school=school, terms=[*terms_of_year(year), *terms_of_year(year + 1)], by=SET_UP, at=at)
    if said["starter"]:
        begin_from_starter(school=school, starter=load(said["starter"]), by=SET_UP, at=at)
    return school


def trust_of(slug: str | None, name: str | None) -> Trust | None:
    """The trust of that address, made where a name is given with it. Raises CommandError."""
    if not slug:
        return None
    if not SLUG.fullmatch(slug) or len(slug) > 60:
        raise CommandError(f"{slug!r} cannot be a trust's address: use up to 60 small letters, figures and hyphens.")
    if name:
        return create_trust(slug=slug, name=name, by=SET_UP)
    trust = Trust.objects.filter(slug=slug).first()
    if trust is None:
        raise CommandError(f"There is no trust {slug!r}. Give its name with --trust-name to make it.")
    return trust


def administrator(school: School, email: str, name: str, at: datetime) -> tuple[User, bool]:
    """Appoint the first administrator; whether the account is new. The operator vouches for the e-mail address.

    Raises CommandError where an account of that address is shut.
    """
    known = User.objects.filter(email=email.strip().lower()).first()
    if known and not known.is_active:
        raise CommandError(f"The account of {known.email} is shut. Open it first, or name somebody else.")
    user = known or create_user(email=email, name=name, verified=True, by=SET_UP)
    appoint(user=user, role=Role.ADMIN, school=school, starts=timezone.localdate(at), by=SET_UP, at=at)
    return user, known is None


def about_the_link(user: User, site_url: str) -> list[str]:
    """What to send to a new administrator."""
    words = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    link = site_url.rstrip("/") + reverse("account_reset_password_from_key", kwargs=words)
    minutes = settings.PASSWORD_RESET_TIMEOUT // 60
    return [
        f"{user.name} chooses a password here, once, within {minutes} minutes:",
        f"  {link}",
        f"Too late, they ask for another at {site_url.rstrip('/')}{reverse('account_reset_password')}",
    ]


def about_the_account(user: User) -> list[str]:
    """What to tell an administrator who can sign in already."""
    return [f"{user.name} has an account as {user.email} already, and signs in with it."]
