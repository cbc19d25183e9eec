"""The readable copy of an export: the incident and its story as a tagged PDF, with what was left out named as such."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import timezone

from incidents.exporting.contents import Contents
from incidents.timeline import QUOTED, sentence_of
from incidents.vocabulary import Channel, Outcome
from schools.printing import blocks
from schools.printing.blocks import Block
from schools.printing.pdf import Printed, pdf_of


def printed(contents: Contents, marks: Mapping[str, str]) -> Printed:
    """Print it, and keep nothing of it in memory. `marks` are by whom, when and for whom. Raises NotPrinted."""
    incident = contents.facts.incident
    mark = f"Exported by {marks['by']} on {marks['day']}, for {marks['for']}."
    document = blocks.document(
        school=incident.school.name,
        title=f"Incident {incident.reference}",
        caption="A copy that can be checked",
        under=[mark, "The file README.txt beside it says how to check it."],
        foot=f"{incident.reference}. {mark}",
        blocks=[*_facts(contents), *_story(contents), *_files(contents), *_withheld(contents), *_proof(contents)],
    )
    return pdf_of(document, keep=False)


def _facts(contents: Contents) -> Iterator[Block]:
    incident = contents.facts.incident
    policy = incident.adoption.version
    rows = [
        ("In one line", incident.summary),
        ("Reported", f"{timezone.localtime(incident.reported_at):%-d %B %Y, %H:%M}"),
        ("Where", ", ".join(filter(None, [Channel(incident.channel).label, incident.host]))),
        ("Policy", f"{policy.policy.title}, version {policy.number}"),
        ("Ended", Outcome(incident.outcome).label if incident.outcome else "Open"),
    ]
    rows += [("A post", " ".join(filter(None, [post.words, post.url]))) for post in contents.posts]
    for each in contents.people:
        rows.append((contents.names[str(each.key)], f"{each.get_part_display()} ({each.get_identity_display()})"))
    yield blocks.table(["", "What the record says"], rows)


def _story(contents: Contents) -> Iterator[Block]:
    yield blocks.heading("What happened")
    for event in contents.events:
        details = None if event["details"] is None else json.loads(event["details"])
        when = timezone.localtime(timezone.datetime.fromisoformat(event["at"]))
        name = f"{event['number']}. {when:%-d %B %Y, %H:%M}"
        if details is None:
            yield blocks.entry(name, f"Left out: {event['why']}.")
        else:
            yield blocks.entry(name, sentence_of(event["kind"], details, contents.names), note=_quotes(details))


def _quotes(details: Mapping[str, Any]) -> str:
    said = [(label, details[key]) for key, label in QUOTED if details.get(key)]
    return "\n".join(f"{label}: {words}" if label else f"“{words}”" for label, words in said)


def _files(contents: Contents) -> Iterator[Block]:
    if contents.files:
        yield blocks.heading("Originals and letters beside this document")
        rows = [(each.path, each.what, str(each.event)) for each in contents.files]
        yield blocks.table(["File", "What", "Event"], [(path, event, what) for path, what, event in rows])


def _withheld(contents: Contents) -> Iterator[Block]:
    if contents.withheld:
        yield blocks.heading("What was left out")
        yield blocks.words("Each keeps its place and its seal. If it is shown later, it can be checked against this.")
        yield blocks.listed(f"Event {each['number']}: {each['why']}." for each in contents.withheld)


def _proof(contents: Contents) -> Iterator[Block]:
    yield blocks.heading("How this can be checked")
    yield blocks.words(
        "Whoever has the files beside this document and the programming language Python can check that each event and "
        "each file is what the school’s record held on the days below. This document itself is for reading."
    )
    if contents.statements:
        head = ["Signed statement", "Fingerprint"]
        rows = [(f"{each.number}, {each.day:%-d %B %Y}", each.fingerprint) for each in contents.statements]
        yield blocks.table(head, rows)
        yield blocks.words(f"They are signed by key {contents.statements[-1].key_fingerprint}.")
    if contents.unanchored:
        yield blocks.words(f"{contents.unanchored} of the events are newer than the last statement.", quiet=True)
