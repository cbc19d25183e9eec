"""`benchmark`: what the main pages cost on the database of the settings, once `seed_bulk` has filled it.

It signs in as the head of the fullest bulk school, and prints milliseconds on the wire, SQL statements, kilobytes, and
the ratio to a bare view measured in the same run. It reports posts and takes steps, so never in production.
"""

import os
import struct
import zlib
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import timedelta
from itertools import count, cycle
from statistics import median
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.models import Count, QuerySet
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from config.measuring import BARE, Ask, Measured, NotAsExpected, Scenario, measure, server
from config.serving import collect_static
from incidents.bulk_rows import COMMON, RARE
from incidents.models import Incident, ReportDraft
from incidents.operations.drafts import answer_image_question, start_draft
from incidents.playing.cast import person
from incidents.summary import terms_begun
from policies.in_force import adoption_in_force
from policies.vocabulary import StepName
from schools.models import School, User
from schools.operations.sessions import begin
from schools.reach import across_schools

FEWEST, MOST = 5, 500
ROW = "{:<42} {:>8} {:>8} {:>8} {:>8} {:>6} {:>8}"


class Command(BaseCommand):
    """Measure, and print a table."""

    help = "Measure the main pages on a database that seed_bulk filled. Never in production."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How often."""
        parser.add_argument("--runs", type=int, default=50, help=f"of each page, {FEWEST} to {MOST}")

    @across_schools("It measures with made-up schools alone, never in production.")
    def handle(self, *, runs: int, **options: Any) -> None:
        """Print a line for each page as soon as it is measured."""
        if settings.PRODUCTION:
            raise CommandError("The benchmark reports posts and takes steps: never in production.")
        if not FEWEST <= runs <= MOST:
            raise CommandError(f"Between {FEWEST} and {MOST} runs.")
        school = fullest()
        collect_static()
        head = person(school, "head")
        client = signed_in(head)
        self.stdout.write("\n".join(headings(school, runs)))
        try:
            with server() as port:
                bare = measure(port, Client(), Scenario(BARE, lambda: Ask(BARE)), runs)
                for scenario in scenarios(school, head):
                    self._print(measure(port, client, scenario, runs), bare)
        except NotAsExpected as error:
            raise CommandError(str(error)) from error
        cpu = median(bare.processor)
        said = f"p50 {bare.p50:.2f} ms, p95 {bare.p95:.2f} ms, CPU {cpu:.2f} ms"
        self.stdout.write(f"A bare view in the same run: {said}. Peers not run.")

    def _print(self, found: Measured, bare: Measured) -> None:
        figures = (
            f"{found.p50:.1f}",
            f"{found.p95:.1f}",
            f"{found.p50 / bare.p50:.1f}",
            f"{median(found.processor):.1f}",
        )
        self.stdout.write(ROW.format(found.name, *figures, found.statements, f"{found.size / 1024:.1f}"))
        self.stdout.flush()


def signed_in(user: User) -> Client:
    """A browser in which somebody is signed in, past the first page: that one still changes the session's key."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    begin(session_key=str(client.session.session_key), browser="The benchmark", by=user, at=timezone.now())
    client.get(reverse("front_door"))
    return client


def fullest() -> School:
    """The bulk school with the most incidents. Raises CommandError where there is none."""
    filled = School.objects.filter(slug__startswith="bulk-").annotate(held=Count("incidents")).order_by("-held")
    school = filled.first()
    if school is None or len(with_twenty_events(school)[:1]) == 0:
        raise CommandError("There is nothing to measure with: run seed_bulk first, with 100 incidents or more.")
    return school


def headings(school: School, runs: int) -> Iterator[str]:
    """What was measured on what."""
    every = Incident.objects.across_schools("How much there is in all is a part of what was measured.")
    held, rows = Incident.objects.of(school).count(), every.count()
    yield f"{connection.vendor}, {rows:,} incidents, {held:,} of them at this school; {runs} runs, one at a time."
    yield ROW.format("", "p50 ms", "p95 ms", "x bare", "CPU ms", "SQL", "KB")


def with_twenty_events(school: School) -> QuerySet[Incident]:
    """Bulk incidents with twenty events, as `bulk_rows.long` makes them."""
    return Incident.objects.of(school).filter(highest_step=StepName.REPORT_TO_HOST).order_by("pk")


def scenarios(school: School, head: User) -> Iterator[Scenario]:
    """The pages and acts, those that change something last."""
    listed = reverse("incident_list", args=[school.slug])
    twenty = cycle(with_twenty_events(school).filter(closed_at__isnull=False).values_list("reference", flat=True)[:200])
    term = slugify(terms_begun(school, timezone.localdate())[0].name)
    drafts = (draft_of(school, head) for _ in count())
    yield Scenario("Home", lambda: Ask(reverse("home", args=[school.slug])))
    yield Scenario("List: open, newest first", lambda: Ask(listed))
    yield Scenario("Search: a rare word (20 hits)", lambda: Ask(f"{listed}?state=all&words={RARE}"))
    yield Scenario("Search: a common word", lambda: Ask(f"{listed}?state=all&words={COMMON}"))
    yield Scenario("Incident with 20 events", lambda: Ask(reverse("incident", args=[school.slug, next(twenty)])))
    yield Scenario("Summary of a term", lambda: Ask(reverse("summary", args=[school.slug, term])))
    one = next(drafts)
    yield Scenario("Form to report a post", lambda: Ask(form_of(one)))
    yield Scenario("Keep a 200 KB picture on a report", lambda: picture_alone(next(drafts)))
    yield Scenario("Report a post, one person", lambda: Ask(form_of(draft := next(drafts)), typed(draft)), 302)
    yield Scenario("The same with the picture, in one request", lambda: with_picture(next(drafts)), 302)
    yield Scenario("Take a step", steps(school), 302)


def draft_of(school: School, by: User) -> ReportDraft:
    """A report in progress, past its first question."""
    draft = start_draft(school=school, by=by, at=timezone.now())
    answer_image_question(draft=draft, intimate=False, by=by, at=timezone.now())
    return draft


def form_of(draft: ReportDraft) -> str:
    """The address of a draft's page."""
    return reverse("report_form", args=[draft.school.slug, draft.key])


def typed(draft: ReportDraft) -> dict[str, Any]:
    """A complete report with one person, as a browser sends it."""
    day = timezone.localdate() - timedelta(days=1)
    adoption = adoption_in_force(draft.school, day)
    assert adoption is not None
    who = {"name": "Ned Oakes", "part": "AUTHOR", "identity": "PROBABLE", "relation": "a parent", "sign_in": "no"}
    return {
        "summary": "Measured: a remark in the class chat",
        "words": "Four sentences. They are short. They are of no importance. They end here.",
        **{f"posted_on_{place}": part for place, part in enumerate((day.day, day.month, day.year))},
        "posted_time": "18:30",
        "channel": "CLOSED_CHAT",
        "insider": "no",
        "categories": [adoption.version.categories.filter(retired=False).values_list("pk", flat=True)[0]],
        **{f"person-0-{name}": value for name, value in who.items()},
        "report": "1",
    }


def with_picture(draft: ReportDraft) -> Ask:
    """The same with a screenshot."""
    return Ask(form_of(draft), typed(draft) | {"file": SimpleUploadedFile("screen.png", noise(), "image/png")})


def picture_alone(draft: ReportDraft) -> Ask:
    """A screenshot by itself, as the page's script sends it."""
    path = reverse("report_add_file", args=[draft.school.slug, draft.key])
    return Ask(path, {"file": SimpleUploadedFile("screen.png", noise(), "image/png")})


def noise() -> bytes:
    """A picture of noise, about 200 KB."""
    side, parts = 260, []
    rows = b"".join(b"\x00" + os.urandom(3 * side) for _ in range(side))
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    for kind, data in ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 0)), (b"IEND", b"")):
        parts += [struct.pack(">I", len(data)), kind, data, struct.pack(">I", zlib.crc32(kind + data))]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def steps(school: School) -> Any:
    """A talk with a parent, on one open incident after another."""
    turns = cycle(with_twenty_events(school).filter(closed_at__isnull=True).values_list("pk", flat=True)[:200])

    def ask() -> Ask:
        incident = Incident.objects.of(school).get(pk=next(turns))
        to = incident.involvements.get(part="AUTHOR")
        said = {"version": incident.version, "to": str(to.key), "note": "Talked at the gate."}
        return Ask(reverse("take_step", args=[school.slug, incident.reference, "discuss"]), said)

    return ask
