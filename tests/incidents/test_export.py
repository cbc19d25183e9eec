"""An incident goes out so that a stranger can check it, with nothing of any other (S14.08, S16.23)."""

import json
import secrets
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.utils.html import escape

from incidents.exporting.contents import Choice, contents_of
from incidents.facts import facts_of
from incidents.models import Incident
from incidents.operations.details import add_note, link_incidents
from incidents.operations.exporting import record_export
from incidents.operations.knowing import keep_document, keep_name
from incidents.operations.people import Named, link_person
from incidents.vocabulary import Part
from schools.models import Event, Look
from schools.operation import NotFound, Refused
from schools.standalone.check_record import sha256
from tests.builders import AT, a_reported_post, an_author, client_of, person
from tests.incidents.at_an_export import HERE, Exported, a_full_incident, checked, checked_again, exported, page
from tests.schools.anchored import night

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident() -> Incident:
    """One with everything in it."""
    return a_full_incident()


@pytest.fixture
def head() -> Client:
    """The owner, who has just typed their password."""
    return client_of(person(HERE, "head"))


def test_an_export_checks_on_a_machine_where_nothing_of_ours_is(
    incident: Incident, head: Client, tmp_path: Path
) -> None:
    """S16.22, S16.23."""
    code, said = checked(exported(head, incident), tmp_path)
    assert code == 0, said
    proved, _, unproved = said.partition("NOT PROVED")
    assert f"Incident {incident.reference} of {incident.school.name}, exported by" in said
    assert "2 originals and letters are, byte for byte, those that the record tells of." in proved
    assert unproved.count("is not anchored yet") == 1
    assert "it could tell who told the school" in unproved and "it is about legal advice" in unproved


@pytest.mark.parametrize("name", ["record.json", "incident.pdf", "README.txt", "evidence", "letters"])
def test_any_file_that_is_changed_afterwards_is_found(
    incident: Incident, head: Client, tmp_path: Path, name: str
) -> None:
    found = exported(head, incident)
    assert checked(found, tmp_path)[0] == 0
    place = next(each for each in found.archive.namelist() if each.startswith(name))
    (tmp_path / place).write_bytes(found.archive.read(place) + b" ")
    code, said = checked_again(tmp_path)
    assert code == 1 and f"The file {place} is missing, or not the one that the manifest names." in said


def test_an_original_exchanged_together_with_its_manifest_is_found(
    incident: Incident, head: Client, tmp_path: Path
) -> None:
    found = exported(head, incident)
    found.archive.extractall(tmp_path)
    place = next(each for each in found.archive.namelist() if each.startswith("evidence"))
    (tmp_path / place).write_bytes(b"another picture")
    record, manifest = (json.loads((tmp_path / name).read_text()) for name in ("record.json", "manifest.json"))
    record["files"][0]["sha256"] = manifest["files"][place] = sha256(b"another picture")
    (tmp_path / "record.json").write_text(json.dumps(record))
    manifest["files"]["record.json"] = sha256((tmp_path / "record.json").read_bytes())
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    code, said = checked_again(tmp_path)
    assert code == 1 and "is not the one that event" in said


def test_an_export_holds_nothing_of_other_incidents(head: Client) -> None:
    """S16.23: canaries in every text of three others, before and after, linked and not."""
    canaries = [f"canary{secrets.token_hex(6)}" for _ in range(12)]
    others = [another(canaries[place : place + 4]) for place in (0, 4)]
    mine = a_full_incident()
    others.append(another(canaries[8:]))
    link_incidents(incident=mine, to=others[0], reason=f"Like {canaries[0]}", by=person(HERE, "head"), at=AT)
    night(1, at=AT)
    found = exported(head, mine, without_sources=None, without_legal=None)
    everything = found.everything + b"\n".join(read_pdf(found))
    hidden = [*canaries, *(each.reference for each in others), *(str(each.key) for each in others)]
    events = Event.objects.of(mine.school).exclude(about=mine.about)
    hidden += [bytes(each.commitment).hex() for each in events] + [bytes(each.payload.salt).hex() for each in events]
    assert len(hidden) > 40 and len(found.record["events"]) > 8
    assert [each for each in hidden if each.encode() in everything] == []
    assert {each["about"] for each in found.record["events"]} == {mine.about}


def another(words: list[str]) -> Incident:
    """An incident with a canary in its summary, its words, a name and a note."""
    made = a_reported_post(summary=words[0], words=words[1], people=[an_author(name=words[2])])
    add_note(incident=made, words=words[3], by=person(HERE, "head"), at=AT)
    return made


def read_pdf(found: Exported) -> list[bytes]:
    """The words of its readable copy."""
    pages = pypdfium2.PdfDocument(found.archive.read("incident.pdf"))
    return [page.get_textpage().get_text_range().encode() for page in pages]


SECRET = ("I saw it at the gate.", "Mrs Witness-Words", "Winnie Witness", "Privileged words")
NEVER = ("Wanda Wronglinked", "Another Wanda it was")


def test_what_is_left_out_is_named_and_is_nowhere_in_it(incident: Incident, head: Client, tmp_path: Path) -> None:
    found = exported(head, incident)
    everything = found.everything.decode("utf-8", "replace") + b" ".join(read_pdf(found)).decode()
    assert [words for words in (*SECRET, *NEVER) if words in everything] == []
    reasons = {each["why"] for each in found.record["left_out"]}
    assert len(reasons) == 3
    assert all(each["salt"] is None for each in found.record["events"] if each["details"] is None)
    assert all(reason in found.archive.read("README.txt").decode() for reason in reasons)
    keys = [str(each.key) for each in incident.evidence.all()]
    more = exported(head, incident, evidence=keys, without_sources=None, without_legal=None)
    everything = more.everything.decode("utf-8", "replace") + b" ".join(read_pdf(more)).decode()
    assert [words for words in SECRET if words not in everything] == []
    assert [words for words in NEVER if words in everything] == []
    assert checked(more, tmp_path)[0] == 0


def test_a_name_or_a_document_that_is_kept_back_never_goes_out_whatever_is_chosen(head: Client) -> None:
    """S14.04, S16.23: nor does the page name a child before somebody asks."""
    incident, owner = a_full_incident(), person(HERE, "head")
    child = link_person(
        incident=incident, named=Named(name="Robin Child", part=Part.NAMED, child=True), by=owner, at=AT
    )
    witness = next(each for each in facts_of(incident, AT).involvements if each.person.name == "Winnie Witness")
    capture, statement = (incident.evidence.get(kind=kind) for kind in ("CAPTURE", "STATEMENT"))
    keep_name(incident=incident, whose=witness, reason="She is afraid.", by=owner, at=AT)
    keep_name(incident=incident, whose=statement, reason="It would tell who.", by=owner, at=AT)
    keep_document(incident=incident, evidence=capture, by=owner, at=AT)
    asked = head.get(page(incident)).content.decode()
    assert "Robin Child" not in asked and "Pupil 1" in asked and capture.original_name not in asked
    found = exported(head, incident, evidence=[], without_sources=None, without_legal=None)
    everything = found.everything.decode("utf-8", "replace") + b" ".join(read_pdf(found)).decode()
    hidden = ("Winnie Witness", "She is afraid", "It would tell who", "I saw it at the gate", str(capture.key))
    assert [words for words in hidden if words in everything] == []
    assert child.person.name in everything
    forced = exported(head, incident, evidence=[str(capture.key), str(statement.key)])
    assert not [name for name in forced.archive.namelist() if name.startswith("evidence")]


def test_evidence_that_was_not_chosen_stays_behind_and_its_event_says_so(incident: Incident, head: Client) -> None:
    found = exported(head, incident, evidence=[])
    assert not [name for name in found.archive.namelist() if name.startswith("evidence")]
    assert "this piece of evidence was not chosen" in {each["why"] for each in found.record["left_out"]}


def test_an_export_is_on_record_with_for_whom_and_what_before_it_is_handed_over(
    incident: Incident, head: Client
) -> None:
    """S14.08."""
    incident.refresh_from_db()
    found = exported(head, incident, purpose="A court ☂")
    last = Event.objects.of(incident.school).filter(about=incident.about).latest("number")
    details = json.loads(bytes(last.payload.body))
    assert last.kind == "exported" and details["purpose"] == "A court ☂" and details["sha256"] == sha256(found.content)
    assert (details["files"], details["left_out"], details["events"]) == (2, 5, len(found.record["events"]))
    assert "Exported by" in " ".join(each.decode() for each in read_pdf(found))
    assert Look.objects.across_schools("test").filter(about=incident.about, kind="export").count() == 1
    version = incident.version
    incident.refresh_from_db()
    assert incident.version == version


def test_only_the_owner_exports_and_only_after_confirming_that_it_is_them(incident: Incident) -> None:
    for office in ("slt", "dsl", "staff", "admin", "chair"):
        client = client_of(person(HERE, office))
        assert client.get(page(incident)).status_code == client.post(page(incident)).status_code == 404
    late = client_of(person(HERE, "head"), confirmed=False)
    assert late.get(page(incident)).status_code == 302
    assert late.post(page(incident), {"purpose": "Me"}).status_code == 302
    contents = contents_of(facts_of(incident, AT), Choice("Me", ()))
    given: dict[str, Any] = {"incident": incident, "contents": contents, "archive": None, "at": AT}
    with pytest.raises(NotFound):
        record_export(by=person(HERE, "slt"), **given)
    empty = contents_of(facts_of(incident, AT), Choice(" ", ()))
    with pytest.raises(Refused, match="for whom"):
        record_export(by=person(HERE, "head"), **given | {"contents": empty})
    assert not Event.objects.across_schools("test").filter(kind="exported").exists()


def test_a_form_that_is_not_right_and_a_file_that_cannot_be_read_keep_what_was_typed(
    incident: Incident, head: Client, evidence_root: Path
) -> None:
    response = head.post(page(incident), {"purpose": "", "without_legal": "on"})
    assert response.status_code == 200 and b"Who is it for" in response.content
    for typed in ("\x00", "x" * 10_000_000, "a\x07b"):
        assert head.post(page(incident), {"purpose": typed, "evidence": ["nonsense"]}).status_code in (200, 400, 413)
    for original in evidence_root.rglob("*/*"):
        if original.is_file():
            original.unlink()
    keys = [str(each.key) for each in incident.evidence.all()]
    response = head.post(page(incident), {"purpose": "The solicitor", "evidence": keys})
    assert response.status_code == 409
    assert "cannot be read just now, so nothing was exported" in response.content.decode()
    assert escape("The solicitor") in response.content.decode()
    assert not Event.objects.across_schools("test").filter(kind="exported").exists()


def test_the_page_asks_as_many_questions_however_long_the_story(
    incident: Incident, head: Client, django_assert_max_num_queries: Any
) -> None:
    head.get(page(incident))
    with django_assert_max_num_queries(60) as few:
        head.get(page(incident))
    for number in range(12):
        add_note(incident=incident, words=f"Note {number}", by=person(HERE, "head"), at=AT)
    with django_assert_max_num_queries(60) as many:
        head.get(page(incident))
    assert len(many) == len(few)
