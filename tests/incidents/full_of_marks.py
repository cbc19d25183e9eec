"""An incident of which every datum is a word that stands nowhere else, and everything that one person reads of it."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from incidents.models import Evidence, Incident
from incidents.operations.break_glass import ask_to_read, let_in
from incidents.operations.details import add_note
from incidents.operations.keeping import keep_capture, keep_statement
from incidents.operations.knowing import keep_name, let_read
from incidents.operations.letters import approve_letter, draft_letter, edit_letter
from incidents.operations.ownership import exclude, hand_over
from incidents.operations.people import Named
from incidents.operations.recording import record_answer
from incidents.operations.reporting import Reported, report
from incidents.playing.files import made_up
from incidents.vocabulary import Channel, Identity, LetterKind, ParentAnswer, Part
from schools.files.store import receive
from schools.history import SET_UP
from schools.models import School, User
from schools.operations import create_user
from schools.vocabulary import Role
from tests.builders import AT, client_of, person, the_author
from tests.incidents.at_the_pages import SCHOOL
from tests.prove.canaries import words_of
from tests.structure.world import newcomer

MARKS = {
    "summary": "Cqsummary",
    "words": "Cqposted",
    "address": "cqaddress",
    "host": "Cqhost",
    "concern": "Cqconcern",
    "person": "Cqauthor",
    "child": "Cqpupil",
    "reporter": "Cqreporter",
    "witness": "Cqwitness",
    "why": "Cqwhy",
    "source": "Cqsource",
    "told": "Cqtold",
    "legal": "Cqlegal",
    "note": "Cqnoted",
    "answer": "Cqanswered",
    "letter": "Cqletter",
}
"""The word by which each datum is known. A file is known by its bytes, and figures by their page."""

LINK = re.compile(r'(?:href|action)="(/[^"#]*)')
STEPS = timedelta(minutes=5)


@dataclass
class Marked:
    """The incident that the head owns, another like it that the chair owns, and whoever has to do with them."""

    incident: Incident
    handed: Incident
    file: bytes
    people: dict[str, User]


def make_marked() -> Marked:
    """Make both."""
    named = {who: newcomer(who, Role.SLT, AT) for who in ("adviser", "target", "excluded")}
    people: dict[str, User] = {
        **named,
        **{
            who: person(SCHOOL, who)
            for who in ("head", "dsl", "slt", "chair", "admin", "governor", "trust_lead", "staff")
        },
        "reporter": newcomer(MARKS["reporter"], Role.STAFF, AT),
        "let_in": person(SCHOOL, "admin"),
        "elsewhere": person("larkspur-junior", "head"),
        "operator": create_user(email="operator@fairpost.example", name="Pat Operator", by=SET_UP, verified=True),
    }
    return Marked(an_incident(people), handed_over(people), made_up("png", 7).read(), people)


def an_incident(people: dict[str, User]) -> Incident:
    """Reported by somebody who must not be named, about one leader and kept from another, with all that can be kept."""
    linked = [
        Named(f"{MARKS['person']} Lodge", Part.AUTHOR, Identity.CONFIRMED, "a parent"),
        Named(f"{MARKS['witness']} Quickly", Part.WITNESS, Identity.CONFIRMED, "a neighbour"),
        Named(f"{MARKS['child']} Peverell", Part.NAMED, Identity.CONFIRMED, "a pupil", child=True),
        Named(people["target"].name, Part.TARGET, user=people["target"]),
    ]
    texts = {"summary": "summary", "words": "words", "host": "host", "concern": "concern"}
    reported = Reported(
        channel=Channel.SOCIAL_NETWORK,
        url=f"https://social.example/{MARKS['address']}",
        category_kinds=["PUPIL_NAMED"],
        people=linked,
        **{name: f"{MARKS[mark]} here" for name, mark in texts.items()},
    )
    home = School.objects.select_related("trust").get(slug=SCHOOL)
    incident = report(school=home, reported=reported, by=people["reporter"], at=AT)
    keep_and_write(incident, people)
    return Incident._base_manager.select_related("school").get(pk=incident.pk)


def keep_and_write(incident: Incident, people: dict[str, User]) -> None:
    """Evidence, a statement, advice, a note, an answer and a letter; and what is kept back of them."""
    given: dict[str, Any] = {"incident": incident, "by": people["head"], "at": AT + STEPS}
    keep_capture(received=received(incident), source=f"{MARKS['source']} sent it", **given)
    keep_statement(words=f"{MARKS['told']} it was", source="On Monday", **given)
    advice = keep_statement(words=f"{MARKS['legal']} advises", legal=True, **given)
    add_note(words=f"{MARKS['legal']} rang", legal=True, **given)
    add_note(words=f"{MARKS['note']} it", **given)
    author = the_author(incident)
    record_answer(of=author, answer=ParentAnswer.AGREED, words=f"{MARKS['answer']} so", **given)
    letter = draft_letter(kind=LetterKind.CLOSING, to=author, **given)
    edit_letter(letter=letter, body=f"Dear parent, {MARKS['letter']}", by=people["head"], at=AT + STEPS)
    approve_letter(letter=letter, by=people["head"], at=AT + STEPS)
    for whose in (incident.reported_by, incident.involvements.get(part=Part.WITNESS)):
        keep_name(whose=whose, reason=f"{MARKS['why']} it is", **given)
    exclude(who=people["excluded"], reason="A neighbour", **given)
    let_read(document=incident.legal_documents.get(evidence=advice), who=people["adviser"], **given)


def received(incident: Incident) -> Any:
    """A picture, through the gate."""
    file = SimpleUploadedFile("capture.png", made_up("png", 7).read(), "image/png")
    return receive(file, folder=SCHOOL)


def handed_over(people: dict[str, User]) -> Incident:
    """The same once more, handed to the chair."""
    incident = an_incident(people)
    hand_over(incident=incident, to=people["chair"], role=Role.CHAIR, by=people["head"], at=AT + 2 * STEPS)
    return Incident._base_manager.select_related("school").get(pk=incident.pk)


def admitted(marked: Marked, at: Any) -> None:
    """Let the administrator in to read."""
    given: dict[str, Any] = {"school": marked.incident.school, "reference": marked.incident.reference}
    access = ask_to_read(reason="The governors ask.", by=marked.people["let_in"], at=at, **given)
    let_in(access=access, hours=8, by=marked.people["head"], at=at)


def read_by(marked: Marked, who: str) -> dict[str, str]:
    """What somebody comes to of each datum: at once, once they ask for names, or not at all."""
    incident = marked.handed if who == "chair" else marked.incident
    client = client_of(marked.people[who])
    home = f"/{SCHOOL}/incidents/{incident.reference}/"
    first = found_in(marked, everything(client, incident))
    client.post(f"{home}names/")
    then = found_in(marked, [client.get(home).getvalue()])
    return {name: "x" if name in first else "?" if name in then else "-" for name in (*MARKS, "file", "figures")}


def exported(marked: Marked) -> dict[str, str]:
    """What goes out with the owner's export, as it is when nothing is changed on its page."""
    pictures = Evidence._base_manager.filter(incident=marked.incident, kind="CAPTURE")
    choice = {"purpose": "A solicitor", "without_sources": "on", "without_legal": "on"}
    form = {**choice, "evidence": [str(each.key) for each in pictures]}
    response: Any = client_of(marked.people["head"]).post(
        f"/{SCHOOL}/incidents/{marked.incident.reference}/export/", form
    )
    found = found_in(marked, list(unpacked(response.getvalue())))
    return {name: "x" if name in found else "-" for name in (*MARKS, "file", "figures")}


def everything(client: Client, incident: Incident) -> list[bytes]:
    """Every page about the incident that somebody is led to or may try; without lists of who works at the school."""
    home = f"/{SCHOOL}/incidents/{incident.reference}/"
    todo = deque([f"/{SCHOOL}/", f"/{SCHOOL}/incidents/?state=all", f"/{SCHOOL}/summaries/", home, f"{home}export/"])
    todo.extend(f"{home}evidence/{each.key}/" for each in incident.evidence.all())
    todo.extend(f"{home}letters/{each.key}/" for each in incident.letters.all())
    known, found = set(todo), []
    while todo:
        response: Any = client.get(todo.popleft())
        content = response.getvalue()
        if response.status_code not in (200, 409):
            continue
        found.extend(unpacked(content))
        for link in LINK.findall(content.decode(errors="replace")):
            if link not in known and (incident.reference in link or "/summaries/" in link):
                known.add(link)
                todo.append(link)
    return found


def unpacked(content: bytes) -> Iterator[bytes]:
    """The words of a page or a PDF; of an archive, of each file in it."""
    if content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as archive:
            for name in archive.namelist():
                yield from unpacked(archive.read(name))
    elif content.startswith(b"%PDF"):
        yield words_of(content)
    else:
        yield re.sub(rb"<select.*?</select>", b"", content, flags=re.DOTALL)


def found_in(marked: Marked, pages: list[bytes]) -> set[str]:
    """The data that are in these pages."""
    whole = b"\n".join(pages)
    found = {name for name, mark in MARKS.items() if mark.encode() in whole}
    figures = {"figures"} if any(b"<h1" in each and b"Termly summary" in each for each in pages) else set()
    return found | figures | ({"file"} if marked.file in whole else set())
