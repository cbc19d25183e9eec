"""Incidents in which every text is a canary, and looking for canaries in all that is kept anywhere."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection

from incidents.models import Incident
from incidents.operations.break_glass import ask_to_read, let_in
from incidents.operations.details import enrich, link_incidents
from incidents.operations.holding import lift_hold, place_hold
from incidents.operations.knowing import keep_document, keep_name, let_read
from incidents.operations.letters import approve_letter
from incidents.operations.ownership import exclude
from incidents.operations.people import Named, link_person, unlink_person
from incidents.operations.steps import close, reopen
from incidents.vocabulary import Identity, Outcome, Part
from schools.models import Look, User
from tests.builders import a_reported_post, person
from tests.prove._marked import Marked, an_incident


def a_whole_incident(marked: Marked, slug: str, at: datetime, outcome: Outcome = Outcome.REMOVED_BY_PARENT) -> Incident:
    """A closed incident with everything that can be written on one; a canary in each text."""
    incident, mark = an_incident(marked, slug, at), iter(lambda: marked.canary(slug), "")
    head, later = person(slug, "head"), at + timedelta(hours=1)
    who: dict[str, Any] = {"by": head, "at": later}
    wrong = Named(f"{next(mark)} {next(mark)}", Part.SHARER, Identity.PROBABLE, relation=next(mark))
    link = link_person(incident=incident, named=wrong, **who)
    unlink_person(incident=incident, link=link, reason=next(mark), **who)
    enrich(incident=incident, changes={"concern": next(mark)}, **who)
    approve_letter(letter=incident.letters.get(), **who)
    exclude(incident=incident, who=person(slug, "slt"), reason=next(mark), **who)
    link_incidents(incident=incident, to=a_reported_post(slug, at=at), reason=next(mark), **who)
    place_hold(incident=incident, reason=next(mark), **who)
    lift_hold(incident=incident, reason=next(mark), **who)
    reader = person(slug, "admin")
    kept = {"whose": incident.evidence.first(), "reason": next(mark)}
    keep_name(incident=incident, **kept, **who)
    legal = keep_document(incident=incident, evidence=incident.evidence.last(), **who)
    let_read(incident=incident, document=legal, who=person(slug, "dsl"), **who)
    asked = ask_to_read(school=incident.school, reference=incident.reference, reason=next(mark), by=reader, at=later)
    let_in(access=asked, hours=1, **who)
    look_around(incident, [head, reader], later)
    for _ in range(2):
        incident.refresh_from_db()
        if not incident.is_open:
            reopen(incident=incident, reason=next(mark), **who)
        close(incident=incident, outcome=outcome.value, reasons=next(mark), **who)
    return Incident._base_manager.select_related("school").get(pk=incident.pk)


def look_around(incident: Incident, people: Iterable[User], at: datetime) -> None:
    """Looks at the incident, written as they are within a test's transaction."""
    for each in people:
        Look(school=incident.school, viewer=each, kind="incident", about=incident.about, at=at).save()


def written_between(marked: Marked, before: Iterable[str]) -> list[str]:
    """The canaries that came since, in small letters."""
    return [word.lower() for word in marked.canaries.keys() - set(before)]


def everything() -> Iterator[tuple[str, bytes]]:
    """Every row of every table as text, what sessions hold, and every file under the folders of data."""
    tables = connection.introspection.table_names()
    for table in tables:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            yield table, b"\n".join(_as_bytes(value) for row in cursor.fetchall() for value in row)
    yield "sessions, opened", repr([each.get_decoded() for each in Session.objects.all()]).encode()
    yield "the cache", repr(getattr(cache, "_cache", "")).encode()
    for place in sorted(Path(settings.EVIDENCE_ROOT).rglob("*")):
        if place.is_file():
            yield str(place), place.name.encode() + place.read_bytes()
    if Path(settings.ERASURE_LOG).exists():
        yield "the log of erasures", Path(settings.ERASURE_LOG).read_bytes()


def _as_bytes(value: Any) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def left_over(words: Iterable[str]) -> dict[str, list[str]]:
    """Where any of these words is still found, whatever its letters' size: the place, and the words."""
    wanted, found = [word.encode() for word in words], {}
    for place, content in everything():
        small = content.lower()
        if hits := [word.decode() for word in wanted if word in small]:
            found[place] = hits
    return found
