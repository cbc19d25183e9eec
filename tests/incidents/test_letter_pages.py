"""The pages of letters: drafting, changing, approving, recording how one went out, and its text as a file."""

import hashlib

import pytest

from incidents.models import Incident, Letter
from incidents.operations.details import add_note, enrich
from incidents.operations.letters import approve_letter, draft_letter, send_letter
from incidents.operations.people import Named, link_person
from incidents.operations.steps import take_step
from incidents.vocabulary import Identity, LetterKind, Part, SentHow
from policies.vocabulary import StepName
from tests.builders import AT, a_reported_post, an_author, keep_a_capture, person, the_author
from tests.incidents.at_the_pages import NOW, SCHOOL, browser, errors, send, url, version, words
from tests.incidents.at_the_pages import incident as incident
from tests.incidents.at_the_pages import schools as schools
from tests.structure.world import NO_KEY


@pytest.fixture
def letter(incident: Incident) -> Letter:
    """An invitation that the head has drafted."""
    head = person(SCHOOL, "head")
    keep_a_capture(incident, head)
    return draft_letter(incident=incident, kind=LetterKind.INVITATION, to=the_author(incident), by=head, at=NOW)


def state(letter: Letter) -> str:
    """Where the letter stands now."""
    return Letter._base_manager.get(pk=letter.pk).state


def test_a_letter_is_drafted_and_its_page_opens(incident: Incident) -> None:
    client = browser("slt")
    keep_a_capture(incident, person(SCHOOL, "slt"))
    assert client.get(url(incident, "draft_letter")).status_code == 200
    response = send(client, incident, "draft_letter", kind="INVITATION", to=the_author(incident).key)
    drafted = Letter._base_manager.get()
    assert (response.status_code, response["Location"]) == (302, url(incident, "letter", drafted.key))
    assert "Dear Kerry Lodge," in words(client.get(response["Location"]))
    assert "Invitation to talk to Kerry Lodge Draft" in words(client.get(url(incident)))


def test_a_letter_to_somebody_not_known_well_enough_is_refused_with_its_sentence(schools: None) -> None:
    post = a_reported_post(people=[an_author(identity=Identity.POSSIBLE)])
    refused = send(browser(), post, "draft_letter", kind="CLOSING", to=the_author(post).key)
    assert refused.status_code == 409
    assert "A letter needs somebody who is at least probable." in errors(refused)
    assert " checked" in refused.content.decode()
    assert not Letter._base_manager.exists()


def test_a_letter_of_a_shut_step_is_refused_with_every_sentence(incident: Incident) -> None:
    take_step(incident=incident, step=StepName.HOLD, by=person(SCHOOL, "head"), at=AT)
    refused = send(browser(), incident, "draft_letter", kind="WARNING", to=the_author(incident).key)
    assert refused.status_code == 409
    assert "Contact is on hold. Lift the hold first." in errors(refused)
    assert "Keep a capture of the post first" in errors(refused)


def test_its_text_is_changed_approved_and_sent(incident: Incident, letter: Letter) -> None:
    client, address = browser(), ("letter", letter.key)
    changed = letter.body.replace("An invitation to talk", "Come and talk")
    assert send(client, incident, *address, do="save", body=changed.replace("\n", "\r\n")).status_code == 302
    letter.refresh_from_db()
    assert letter.body == changed
    assert send(client, incident, *address, do="approve", body=changed).status_code == 302
    letter.refresh_from_db()
    assert (letter.state, letter.body) == ("APPROVED", changed)
    assert letter.sha256 == hashlib.sha256(changed.encode()).hexdigest()
    assert "<textarea" not in client.get(url(incident, *address)).content.decode()
    assert send(client, incident, *address, do="send").status_code == 200
    assert send(client, incident, *address, do="send", how="hand").status_code == 200
    assert send(client, incident, *address, do="send", how="hand", to=letter.to.key).status_code == 302
    assert state(letter) == "SENT"
    assert "Amara Okafor sent it by hand on 17 November 2026." in words(client.get(url(incident, *address)))


def test_what_is_approved_is_the_text_on_the_page(incident: Incident, letter: Letter) -> None:
    response = send(browser(), incident, "letter", letter.key, do="approve", body="Dear Kerry, come and talk.")
    assert response.status_code == 302
    letter.refresh_from_db()
    assert (letter.state, letter.body) == ("APPROVED", "Dear Kerry, come and talk.\n")


def test_an_empty_letter_and_control_characters_are_refused(incident: Incident, letter: Letter) -> None:
    for body, sentence in (("  \n ", "Fill this in."), ("a\x07", "a control character")):
        refused = send(browser(), incident, "letter", letter.key, do="approve", body=body)
        assert refused.status_code == 200
        assert sentence in errors(refused)
    assert state(letter) == "DRAFT"


def test_once_approved_its_words_are_fixed(incident: Incident, letter: Letter) -> None:
    client = browser()
    assert send(client, incident, "letter", letter.key, do="approve", body=letter.body).status_code == 302
    for doing in ("save", "approve"):
        refused = send(client, incident, "letter", letter.key, do=doing, body="Other words")
        assert refused.status_code == 409
        assert "Other words" in refused.content.decode()
    letter.refresh_from_db()
    assert "Other words" not in letter.body


def test_a_draft_is_not_sent_and_a_sent_one_not_twice(incident: Incident, letter: Letter) -> None:
    client = browser()
    early = send(client, incident, "letter", letter.key, do="send", how="post", to=letter.to.key)
    assert early.status_code == 409
    assert "This letter has not been approved yet." in errors(early)
    send(client, incident, "letter", letter.key, do="approve", body=letter.body)
    assert send(client, incident, "letter", letter.key, do="send", how="post", to=letter.to.key).status_code == 302
    again = send(client, incident, "letter", letter.key, do="send", how="post", to=letter.to.key)
    assert again.status_code == 409
    assert "This letter has been sent already." in errors(again)


def test_whoever_sends_a_letter_sees_its_text_and_picks_who_it_goes_to(schools: None) -> None:
    """S14.07: nobody is picked beforehand, somebody else's name is refused, and the refusal tells nobody's name."""
    incident = a_reported_post(people=[an_author(), Named("Perry Other", Part.SHARER, Identity.CONFIRMED)])
    head, client = person(SCHOOL, "head"), browser("slt")
    keep_a_capture(incident, head)
    letter = draft_letter(incident=incident, kind=LetterKind.INVITATION, to=the_author(incident), by=head, at=NOW)
    approve_letter(letter=letter, by=head, at=NOW)
    page = client.get(url(incident, "letter", letter.key))
    assert "Dear Kerry Lodge," in words(page) and "Perry Other" in words(page)
    assert "Who does it go to?" in words(page) and " checked" not in page.content.decode()
    other = incident.involvements.get(name="Perry Other")
    for to in (other.key, "", "nobody", NO_KEY):
        refused = send(client, incident, "letter", letter.key, do="send", how="post", to=to)
        assert refused.status_code == (409 if to == other.key else 200)
        assert "Kerry" not in errors(refused) and "Perry" not in errors(refused)
        assert state(letter) == "APPROVED"
    refused = send(client, incident, "letter", letter.key, do="send", how="post", to=other.key)
    assert "This letter is not to the person you picked." in errors(refused)
    assert refused.content.decode().count(" checked") == 2, "what was picked is kept"
    assert send(client, incident, "letter", letter.key, do="send", how="post", to=letter.to.key).status_code == 302
    assert state(letter) == "SENT"


def test_what_was_sent_stays_as_it_was_whatever_the_incident_becomes(incident: Incident, letter: Letter) -> None:
    """S14.07: the incident's words, the person and the author change; the letter's bytes and hash do not."""
    head, client = person(SCHOOL, "head"), browser()
    approve_letter(letter=letter, by=head, at=NOW)
    send_letter(letter=letter, to=letter.to, how=SentHow.POST, by=head, at=NOW)
    before = client.get(url(incident, "letter_text", letter.key)).content
    enrich(incident=incident, changes={"summary": "Another line", "host": "Another host"}, by=head, at=NOW)
    named = Named("Kerry Lodge", Part.SHARER, Identity.CONFIRMED, relation="an aunt")
    link_person(incident=incident, named=named, link=the_author(incident), by=head, at=NOW)
    after = client.get(url(incident, "letter_text", letter.key)).content
    letter.refresh_from_db()
    assert before == after and hashlib.sha256(after).hexdigest() == letter.sha256


def test_who_approves_decides_the_step_and_who_sends_need_not(schools: None) -> None:
    post = a_reported_post("tregarth")
    head = person("tregarth", "head")
    keep_a_capture(post, head)
    letter = draft_letter(incident=post, kind=LetterKind.INVITATION, to=the_author(post), by=head, at=NOW)
    slt = browser("slt", "tregarth")
    page = slt.get(url(post, "letter", letter.key))
    assert "It cannot be approved now" in words(page)
    assert 'value="approve"' not in page.content.decode()
    assert send(slt, post, "letter", letter.key, do="approve", body=letter.body).status_code == 409
    assert (
        send(browser("head", "tregarth"), post, "letter", letter.key, do="approve", body=letter.body).status_code == 302
    )
    assert send(slt, post, "letter", letter.key, do="send", how="email", to=letter.to.key).status_code == 302


def test_whoever_was_overrun_keeps_the_text_and_reads_what_happened(incident: Incident, letter: Letter) -> None:
    client, seen = browser(), version(incident)
    take_step(incident=incident, step=StepName.SUPPORT, by=person(SCHOOL, "dsl"), at=NOW)
    stale = send(client, incident, "letter", letter.key, do="approve", body="My own words", version=seen)
    assert stale.status_code == 409
    assert "Ruth Calder offered support" in errors(stale)
    assert "My own words" in stale.content.decode()
    assert f'name="version" value="{version(incident)}"' in stale.content.decode()
    letter.refresh_from_db()
    assert (letter.state, "My own words" in letter.body) == ("DRAFT", False)


def test_a_head_with_a_conflict_reads_a_letter_and_changes_none(schools: None) -> None:
    named = Named("The head", Part.TARGET, Identity.CONFIRMED, user=person(SCHOOL, "head"))
    about_me = a_reported_post(people=[an_author(), named])
    chair = person(SCHOOL, "chair")
    keep_a_capture(about_me, chair)
    letter = draft_letter(incident=about_me, kind=LetterKind.INVITATION, to=the_author(about_me), by=chair, at=NOW)
    client = browser()
    page = client.get(url(about_me, "letter", letter.key))
    assert page.status_code == 200
    assert "You have a conflict of interest" in words(page)
    for doing in ("save", "approve"):
        assert send(client, about_me, "letter", letter.key, do=doing, body="Other").status_code == 409
    assert client.get(url(about_me, "draft_letter")).status_code == 409
    assert send(client, about_me, "draft_letter", kind="CLOSING", to=the_author(about_me).key).status_code == 409
    assert send(browser("chair"), about_me, "letter", letter.key, do="save", body="Other").status_code == 302


def test_its_text_is_a_file_with_exactly_the_approved_bytes(incident: Incident, letter: Letter) -> None:
    client = browser()
    draft = client.get(url(incident, "letter_text", letter.key))
    assert f'filename="{incident.reference}-draft-invitation-to-talk.txt"' in draft["Content-Disposition"]
    send(client, incident, "letter", letter.key, do="approve", body=letter.body)
    response = client.get(url(incident, "letter_text", letter.key))
    letter.refresh_from_db()
    assert hashlib.sha256(response.content).hexdigest() == letter.sha256
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="{incident.reference}-invitation-to-talk.txt"'
    assert response["Content-Security-Policy"].endswith("sandbox")


def test_a_letter_is_found_by_nobody_else_nor_under_another_incident(incident: Incident, letter: Letter) -> None:
    other = a_reported_post(summary="Another", people=[])
    for name in ("letter", "letter_text"):
        assert browser().get(url(incident, name, letter.key)).status_code == 200
        assert browser().get(url(other, name, letter.key)).status_code == 404
        for office in ("staff", "chair", "governor", "admin"):
            assert browser(office).get(url(incident, name, letter.key)).status_code == 404
    assert send(browser("staff"), incident, "letter", letter.key, do="approve", body="x").status_code == 404


def test_a_note_meanwhile_overruns_nobody(incident: Incident, letter: Letter) -> None:
    seen = version(incident)
    add_note(incident=incident, words="She rang", by=person(SCHOOL, "slt"), at=NOW)
    response = send(browser(), incident, "letter", letter.key, do="approve", body=letter.body, version=seen)
    assert response.status_code == 302
