"""Names that must not be told, and names of children: who reads them, on every page (procedure, section 6; S8.08)."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from incidents.facts import facts_of
from incidents.models import Incident, Involvement, KeptName, Person
from incidents.operations.details import add_note
from incidents.operations.keeping import keep_statement
from incidents.operations.knowing import keep_name, tell_name
from incidents.operations.letters import draft_letter
from incidents.operations.ownership import hand_over
from incidents.operations.people import Named
from incidents.timeline import story
from incidents.vocabulary import Identity, LetterKind, Part
from schools.models import Look
from schools.operation import Refused
from schools.vocabulary import Role
from tests.builders import AT, a_reported_post, an_author, client_of, person, the_author
from tests.incidents.at_the_pages import NOW, SCHOOL, browser, errors, send, url, words
from tests.incidents.at_the_pages import schools as schools
from tests.incidents.full_of_marks import unpacked
from tests.incidents.reporting import a_draft
from tests.incidents.reporting import send as send_report

REPORTER, WITNESS, CHILD = "Tom Lister", "Imogen Quickly", "Rosalind Peverell"
ASKED = {"unnamed": "on", "unnamed_why": "They are neighbours"}
WITHOUT_KEY = (
    *("incident", "record_answer", "record_check", "record_safeguarding", "record_host", "suspect_offence"),
    *("further_post", "categorise", "note", "link_incidents", "enrich", "keep_evidence", "add_person", "hand_over"),
    *("exclude", "readmit", "recuse", "keep_name", "tell_name", "documents", "draft_letter", "close", "reopen"),
)


@pytest.fixture
def post(schools: None) -> Incident:
    """A report by somebody who must not be named, with a witness, a child, a statement and a letter."""
    people = [
        an_author(),
        Named(WITNESS, Part.WITNESS, Identity.CONFIRMED, "a mother in Year 2"),
        Named(CHILD, Part.NAMED, Identity.CONFIRMED, "a pupil in Year 2", child=True),
    ]
    made = a_reported_post(people=people)
    head = person(SCHOOL, "head")
    statement = keep_statement(incident=made, words="I saw it", source=f"{WITNESS} on Monday", by=head, at=AT)
    draft_letter(incident=made, kind=LetterKind.CLOSING, to=the_author(made), by=head, at=AT)
    witness = made.involvements.get(part=Part.WITNESS)
    for whose in (made.reported_by, witness, statement):
        keep_name(incident=made, whose=whose, reason="They are neighbours", by=head, at=AT)
    return Incident._base_manager.get(pk=made.pk)


def every_page(client: Client, post: Incident) -> str:
    """Everything that somebody reads of an incident, without the lists of who works at the school."""
    found = [client.get(url(post, name)) for name in WITHOUT_KEY]
    found += [client.get(url(post, "take_step", step)) for step in ("discuss", "police", "safeguard", "support")]
    for link in post.involvements.all():
        pages = ("change_person", "unlink_person", "separate_person")
        found += [client.get(url(post, name, link.key)) for name in pages]
    for letter in post.letters.all():
        found += [client.get(url(post, name, letter.key)) for name in ("letter", "letter_text")]
    found += [client.get(f"/{SCHOOL}/{path}") for path in ("", "incidents/", "incidents/?state=all", "summaries/")]
    print(f"{len(found)} pages")
    assert {each.status_code for each in found} <= {200, 409}
    return re.sub(r"<select.*?</select>", "", "".join(each.content.decode() for each in found), flags=re.DOTALL)


def test_a_name_that_must_not_be_told_is_on_no_page_but_the_owners_and_the_safeguarding_leads(post: Incident) -> None:
    others = every_page(browser("slt"), post)
    for name in (REPORTER, WITNESS, "a mother in Year 2", "They are neighbours"):
        assert name not in others, name
    assert "Somebody at the school reported this post." in others
    assert "by somebody at the school" in others
    for office in ("head", "dsl"):
        theirs = words(browser(office).get(url(post)))
        assert f"{REPORTER} reported this post." in theirs
        assert f"{WITNESS} on Monday" in theirs and "a mother in Year 2" in theirs


def test_no_search_finds_a_name_that_is_kept_back(post: Incident) -> None:
    other = a_reported_post(people=[Named(WITNESS, Part.WITNESS)], words="Another")
    for office in ("slt", "head"):
        for query in (f"words={WITNESS}", f"person={WITNESS}", "person=quickly"):
            found = words(browser(office).get(f"/{SCHOOL}/incidents/?{query}"))
            assert post.reference not in found
            assert other.reference in found


def test_adding_the_same_name_tells_nobody_that_it_was_there(post: Incident) -> None:
    fields = {"name": WITNESS, "part": "NAMED", "identity": "POSSIBLE"}
    assert send(browser("slt"), post, "add_person", **fields).status_code == 302
    assert Involvement.objects.of(post).filter(person__name=WITNESS).count() == 2
    assert Person._base_manager.filter(name=WITNESS).count() == 2
    assert "is linked already" in errors(send(browser("slt"), post, "add_person", **{**fields, "name": "Kerry Lodge"}))
    hidden = post.involvements.get(part=Part.WITNESS)
    changed = send(browser("slt"), post, "change_person", hidden.key, part="WITNESS", identity="PROBABLE")
    hidden.refresh_from_db()
    assert (changed.status_code, hidden.identity, hidden.relation) == (302, "PROBABLE", "a mother in Year 2")


def test_the_reporter_asks_on_the_form_and_must_say_why(schools: None) -> None:
    staff = person(SCHOOL, "staff")
    draft, client = a_draft(staff), client_of(staff)
    refused = send_report(client, draft, **{**ASKED, "unnamed_why": ""})
    assert "Say in a few words why the name must not be told." in errors(refused)
    assert not Incident._base_manager.exists()
    told = {"sources_unnamed": "on", "statement": "I saw it", "witness": WITNESS}
    assert send_report(client, draft, **ASKED, **told).status_code == 302
    made = Incident._base_manager.get()
    assert {(each.user, bool(each.evidence), each.reason) for each in made.kept_names.all()} == {
        (staff, False, "They are neighbours"),
        (None, True, "They are neighbours"),
    }
    for name in (REPORTER, WITNESS):
        assert name not in every_page(browser("slt"), made)
        assert name in words(browser("dsl").get(url(made)))


def test_a_conflict_of_interest_takes_the_name_from_the_safeguarding_lead(schools: None) -> None:
    dsl = person(SCHOOL, "dsl")
    made = a_reported_post(people=[an_author(), Named("Ruth", Part.TARGET, user=dsl)])
    keep_name(incident=made, whose=made.reported_by, reason="Afraid", by=person(SCHOOL, "head"), at=AT)
    assert REPORTER not in words(browser("dsl").get(url(made)))
    assert REPORTER in words(browser().get(url(made)))


def test_only_the_owner_keeps_a_name_back_later_and_lets_it_be_told_again(post: Incident) -> None:
    kept = post.kept_names.get(user__isnull=False)
    for office in ("slt", "dsl"):
        for name, fields in (("keep_name", {"whose": "reporter"}), ("tell_name", {"kept": kept.key})):
            refused = send(browser(office), post, name, reason="Because", **fields)
            assert refused.status_code == 409
            assert REPORTER not in words(refused) or office == "dsl"
    assert send(browser(), post, "tell_name", kept=kept.key).status_code == 200
    assert send(browser(), post, "tell_name", kept=kept.key, reason="He agrees").status_code == 302
    assert f"{REPORTER} reported this post." in words(browser("slt").get(url(post)))
    kept.refresh_from_db()
    with pytest.raises(Refused, match="not kept back"):
        tell_name(incident=post, kept=kept, reason="Twice", by=person(SCHOOL, "head"), at=AT)
    again = send(browser(), post, "keep_name", whose="reporter", reason="No, he is afraid")
    assert again.status_code == 302
    assert KeptName.objects.of(post).filter(user__isnull=False).count() == 2


def test_a_letter_and_an_owner_never_tell_a_name_that_is_kept_back(schools: None) -> None:
    slt, head = person(SCHOOL, "slt"), person(SCHOOL, "head")
    made = a_reported_post(by="slt", people=[an_author(), Named(WITNESS, Part.REPORTER, Identity.CONFIRMED)])
    for whose in (slt, made.involvements.get(part=Part.REPORTER)):
        keep_name(incident=made, whose=whose, reason="Afraid", by=head, at=AT)
    parent, teller = the_author(made), made.involvements.get(part=Part.REPORTER)
    for by, to in ((slt, parent), (head, teller)):
        with pytest.raises(Refused, match="kept back"):
            draft_letter(incident=made, kind=LetterKind.CLOSING, to=to, by=by, at=AT)
    with pytest.raises(Refused, match="kept back"):
        hand_over(incident=made, to=slt, role=Role.SLT, by=head, at=AT)
    draft_letter(incident=made, kind=LetterKind.CLOSING, to=parent, by=head, at=AT)


def test_a_child_is_named_to_whoever_asks_once_it_is_on_record_and_for_half_an_hour(post: Incident) -> None:
    add_note(incident=post, words="Rosalind herself said so", by=person(SCHOOL, "head"), at=AT)
    slt, dsl = browser("slt"), browser("dsl")
    assert CHILD not in every_page(slt, post)
    page = words(slt.get(url(post)))
    assert "Pupil 1" in page and "can hold names" in page and "Rosalind herself said so" in page
    assert slt.get(url(post, "show_names")).status_code == 405
    assert not Look.objects.across_schools("test").filter(kind="reveal").exists()
    assert slt.post(url(post, "show_names"))["Location"] == url(post) + "#people"
    look = Look.objects.across_schools("test").get(kind="reveal")
    assert (look.viewer, look.about) == (person(SCHOOL, "slt"), post.about)
    assert CHILD in words(slt.get(url(post))) and CHILD in words(slt.get(url(post, "record_answer")))
    assert CHILD not in words(slt.get(f"/{SCHOOL}/incidents/")) + words(slt.get(f"/{SCHOOL}/"))
    assert CHILD not in words(dsl.get(url(post))) + words(browser("slt").get(url(post)))
    with time_machine.travel(NOW + timedelta(minutes=29), tick=False):
        assert CHILD in words(slt.get(url(post)))
    with time_machine.travel(NOW + timedelta(minutes=31), tick=False):
        assert CHILD not in words(slt.get(url(post)))


def test_asking_for_one_incident_shows_no_other_and_a_stranger_finds_nothing_to_ask(post: Incident) -> None:
    other = a_reported_post(people=[Named("Peregrine Ashdown", Part.TARGET, child=True)], summary="Another")
    slt = browser("slt")
    slt.post(url(post, "show_names"))
    assert "Peregrine" not in words(slt.get(url(other)))
    for office in ("staff", "governor", "chair", "admin"):
        assert browser(office).post(url(post, "show_names")).status_code == 404
    assert Look.objects.across_schools("test").filter(kind="reveal").count() == 1


def test_a_story_that_is_told_to_nobody_in_particular_tells_no_name(post: Incident) -> None:
    told = " ".join(f"{line.sentence} {line.quotes}" for line in story(facts_of(post, NOW)))
    for name in (REPORTER, WITNESS, CHILD):
        assert name not in told
    assert "Kerry Lodge" in " ".join(line.sentence for line in story(facts_of(post, NOW)))


def test_a_name_shows_only_where_it_was_decided_that_it_may(post: Incident) -> None:
    link: Any = post.involvements.get(part=Part.AUTHOR)
    evidence: Any = post.evidence.get()
    assert (link.shown, evidence.may_be_read, evidence.shown_source) == ("somebody", False, "")


def test_an_export_never_names_whoever_reported_it_where_that_must_not_be_told(post: Incident) -> None:
    """S8.08, S14.11: of what they did the seal goes out, and why no more does; the post itself stands there still."""
    form = {"purpose": "A solicitor"}  # nothing else is asked to be left out
    told, kept = post.kept_names.get(user=post.reported_by), export_of(post, form)
    assert REPORTER not in kept and WITNESS not in kept and "They are neighbours" not in kept
    assert "it is about somebody who must not be named" in kept and "It was R again." in kept
    tell_name(incident=post, kept=told, reason="They agreed", by=person(SCHOOL, "head"), at=AT)
    assert f"{REPORTER} reported this post" in export_of(post, form)


def export_of(post: Incident, form: dict[str, str]) -> str:
    """Every word of an export, of its pages and of its files."""
    answer: Any = browser("head").post(url(post, "export_incident"), form)
    return " ".join(b" ".join(unpacked(answer.getvalue())).decode(errors="replace").split())
