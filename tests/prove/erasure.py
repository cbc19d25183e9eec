"""Erases random incidents among others and looks for what is left of them; nothing else may change (S14.10 to S14.16).

In each of four schools incidents are full of canaries. Some are disposed of, some anonymised, some lose somebody who
was wrongly linked. Afterwards: no canary of what was erased in any table, file, session, cache or log; every canary of
all others where it was; every record sound; the figures of the governors as they were. Then each school's receipts are
replayed, and change nothing.
"""

import random
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.test import override_settings

from incidents.models import Disposal, Incident
from incidents.operations.disposing import agree, propose_due, propose_person
from incidents.operations.people import Named, link_person, unlink_person
from incidents.summary import counted_for, counts_of, terms_begun
from incidents.vocabulary import Outcome, Part
from schools import erasure
from schools.access import standing_at
from schools.dates import calendar_of
from schools.models import School
from schools.operations.erasing import finish
from schools.verification import verify
from tests.builders import AT, person, the_schools
from tests.prove._leftovers import a_whole_incident, everything, written_between
from tests.prove._marked import SLUGS, Marked

LATER = AT + timedelta(days=365 * 6 + 10)
SECOND = ("chair", "slt", "dsl")


def run(count: int) -> int:
    """Make so many incidents and erase about half. Returns what is left, what is missing, and what does not verify."""
    dice = random.Random(count)
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        place = Path(folder)
        with override_settings(EVIDENCE_ROOT=place / "evidence", ERASURE_LOG=place / "erasures.jsonl"):
            the_schools()
            wrong = list(_played(dice, count))
            transaction.set_rollback(True)
    print("\n".join(wrong[:50]))
    return len(wrong)


def _played(dice: random.Random, count: int) -> Iterator[str]:
    marked, cases = Marked(dice), []
    for number in range(count):
        before = list(marked.canaries)
        young = number % 2 == 1
        incident = _an_incident(marked, dice, LATER - timedelta(days=9) if young else AT)
        cases.append((incident, written_between(marked, before)))
    gone = [words for incident, words in cases if incident.closed_at < LATER - timedelta(days=30)]
    kept = [words for incident, words in cases if incident.closed_at >= LATER - timedelta(days=30)]
    figures, stood = _figures(), _found(kept)
    gone.append(_wrong_people(marked, dice, [incident for incident, words in cases if words in kept]))
    receipts = _erase(dice)
    yield from (f"left: {word} in {places}" for word, places in _found(gone).items())
    yield from (f"missing: {word}" for word in stood.keys() - _found(kept).keys())
    yield from _still_sound(figures)
    again = erasure.reapply(erasure.erasures_since(), at=LATER)
    yield from (f"erased twice: {event}" for event in again)
    rows = sum(
        each.details["permits"]["count"] for school in School.objects.all() for each in erasure.receipts_of(school)
    )
    words = sum(map(len, gone))
    print(f"{count} incidents, {receipts} erasures, {rows} rows let go, {words} canaries looked for, {len(stood)} kept")


def _an_incident(marked: Marked, dice: random.Random, at: datetime) -> Incident:
    outcome = dice.choice([Outcome.REMOVED_BY_PARENT, Outcome.NOT_A_BREACH, Outcome.POLICE_MATTER])
    return a_whole_incident(marked, dice.choice(SLUGS), at, outcome)


def _wrong_people(marked: Marked, dice: random.Random, incidents: list[Incident]) -> list[str]:
    """Link somebody wrongly to some of those that stay, take them off, and erase them. Their canaries."""
    before = list(marked.canaries)
    for incident in dice.sample(incidents, min(len(incidents), 1 + len(incidents) // 2)):
        slug = incident.school.slug
        head, dsl = person(slug, "head"), person(slug, "dsl")
        named = Named(marked.canary(slug), Part.SHARER, relation=marked.canary(slug))
        link = link_person(incident=incident, named=named, by=head, at=LATER)
        unlink_person(incident=incident, link=link, reason=marked.canary(slug), by=head, at=LATER)
        given = {"incident": incident, "link": link, "by": dsl, "at": LATER}
        agree(disposal=propose_person(reason=marked.canary(slug), **given), by=head, at=LATER)
    return written_between(marked, before)


def _erase(dice: random.Random) -> int:
    """Let two people agree to all that is proposed, and say how much was erased in all."""
    propose_due(at=LATER)
    for disposal in Disposal._base_manager.filter(outcome="").select_related("school"):
        slug = disposal.school.slug
        first, second = dice.sample([person(slug, "head"), _second(slug, dice)], 2)
        agree(disposal=disposal, by=first, at=LATER)
        agree(disposal=disposal, by=second, at=LATER)
    finish()
    return Disposal._base_manager.filter(outcome=Disposal.Outcome.ERASED).count()


def _second(slug: str, dice: random.Random) -> Any:
    """Somebody who may agree; the senior leader is kept from every incident."""
    return person(slug, dice.choice([office for office in SECOND if office != "slt"]))


def _found(words: list[list[str]]) -> dict[str, str]:
    """Which of these canaries stand anywhere, and where first."""
    wanted, found = {word for each in words for word in each}, dict[str, str]()
    for place, content in everything():
        small = content.lower().decode("utf-8", "replace")
        found |= {word: place for word in wanted - found.keys() if word in small}
    return found


def _figures() -> dict[str, Any]:
    found = {}
    for slug in SLUGS:
        school, governor = School.objects.get(slug=slug), person(slug, "chair")
        terms, counted = terms_begun(school, LATER.date()), counted_for(standing_at(governor, school, LATER.date()))
        found[slug] = counts_of(counted, terms, calendar_of(school))
    return found


def _still_sound(figures: dict[str, Any]) -> Iterator[str]:
    now = _figures()
    yield from (f"other figures at {slug}" for slug in SLUGS if now[slug] != figures[slug])
    for school in School.objects.all():
        if not (verdict := verify(school)).sound:
            yield verdict.sentence
