"""Who is to be reminded that parents have not been told of the policy this school year, and what the mail says.

From 1 September until a notice of that school year is recorded (S2-15): whoever keeps the policy, once a year each.
The mail names nobody and says nothing of any incident, for mail is read on telephones in corridors.
Writes nothing: the row that keeps a reminder from being sent twice is written in `operations/reminding.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from policies.in_force import told_this_year
from policies.models import Reminder
from policies.register import year_in_words
from schools.access import GRANTS, people_of
from schools.calendar import Calendar
from schools.models import School, User
from schools.vocabulary import Permission, Role

KEEPERS = frozenset(role for role in Role if Permission.KEEP_POLICY in GRANTS[role].permissions)
BY_ITSELF = {"Auto-Submitted": "auto-generated"}
"""So that an absence note is not sent back to it."""


@dataclass(frozen=True)
class Due:
    """A reminder that is due: to whom, for which school and school year."""

    school: School
    person: User
    school_year: int


def due_reminders(on: date) -> Iterator[Due]:
    """Every reminder that is due on a day. Made-up schools, and those without a policy, have none."""
    for school in School.objects.filter(demonstration=False, adoptions__isnull=False).distinct():
        yield from due_at(school, on)


def due_at(school: School, on: date) -> list[Due]:
    """The reminders of one school that are due on a day, none of them sent this school year."""
    calendar = Calendar(())
    year = calendar.school_year(on)
    if school.demonstration or not _in_force_at_the_start_of(school, year):
        return []
    if told_this_year(list(school.notices.all()), calendar, on):
        return []
    reminded = set(Reminder.objects.of(school).filter(school_year=year).values_list("person", flat=True))
    return [Due(school, person, year) for person in keepers_of(school, on) if person.pk not in reminded]


def keepers_of(school: School, on: date) -> list[User]:
    """Everybody who keeps the school's policy on that day, each once however many offices they hold."""
    return [person for person, roles in people_of(school, on) if roles & KEEPERS]


def mail_to(due: Due) -> EmailMessage:
    """The mail, as plain text, with the way to the register."""
    facts = {
        "school": due.school.name,
        "year": year_in_words(due.school_year),
        "address": settings.SITE_URL.rstrip("/") + reverse("notices", args=[due.school.slug]),
    }
    subject = " ".join(render_to_string("mail/parents_not_told_subject.txt", facts).split())
    body = render_to_string("mail/parents_not_told.txt", facts)
    return EmailMessage(subject, body, to=[due.person.email], headers=BY_ITSELF)


def _in_force_at_the_start_of(school: School, year: int) -> bool:
    """Whether the school had a policy on 1 September: before its first September there was nothing to tell of."""
    return any(each.adopted_on <= date(year, 9, 1) for each in school.adoptions.all())
