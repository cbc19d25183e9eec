"""The page of whoever reported a post: that it is handled, and nothing that others add."""

import re
from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse

from incidents.models import Incident
from incidents.operations.details import add_further_post, add_note
from incidents.operations.keeping import keep_capture, keep_statement
from incidents.operations.letters import draft_letter
from incidents.operations.ownership import exclude, hand_over
from incidents.operations.people import Named, link_person
from incidents.operations.recording import record_answer
from incidents.operations.steps import close, take_step
from incidents.playing.files import made_up
from incidents.vocabulary import LetterKind, ParentAnswer, Part
from policies.vocabulary import StepName
from schools.files.store import receive
from schools.vocabulary import Role
from tests.builders import AT, person, the_author
from tests.incidents.at_the_pages import SCHOOL, browser, url, words
from tests.incidents.at_the_pages import incident as incident
from tests.incidents.at_the_pages import schools as schools


def test_a_reporter_follows_that_it_is_handled_and_nothing_that_others_add(incident: Incident) -> None:
    client, address = browser("staff"), url(incident, "progress")
    take_step(incident=incident, step=StepName.HOLD, note="The police asked", by=person(SCHOOL, "head"), at=AT)
    browser().post(url(incident, "note"), {"words": "A secret of the head"})
    page = words(client.get(address))
    assert "It is being looked at" in page
    for hidden in ("secret", "hold", "Kerry", "Amara", "police asked", incident.summary):
        assert hidden not in page[page.index("Your report") :], hidden
    assert "Report it anew" in page
    head, later = person(SCHOOL, "head"), AT + timedelta(hours=1)
    incident.refresh_from_db()
    close(incident=incident, outcome="POLICE_MATTER", reasons="Secret reasons", by=head, at=later)
    closed = words(client.get(address))
    assert "It is closed" in closed
    assert "Secret" not in closed
    assert "with the police" not in closed


def test_only_whoever_reported_it_follows_its_progress(incident: Incident) -> None:
    nowhere = url(incident, "progress").replace(incident.reference, "ZZZ-ZZZ")
    for office in ("head", "slt", "chair", "admin"):
        client = browser(office)
        assert client.get(url(incident, "progress")).content == client.get(nowhere).content
    assert browser("staff").get(url(incident, "progress")).status_code == 200
    assert browser("staff").get(nowhere).status_code == 404


def seen_by_the_reporter(incident: Incident) -> Iterator[str]:
    """Every page of the school that a member of staff opens, without the tokens that are new each time."""
    client = browser("staff")
    for path in ("", f"reports/{incident.reference}/", "report/", "policy/", "hosts/"):
        page = client.get(f"/{SCHOOL}/{path}")
        assert page.status_code == 200
        yield re.sub(r'value="[\w]{64}"', "", page.content.decode())


def test_whatever_others_do_the_pages_of_a_reporter_stay_the_same_byte_for_byte(incident: Incident) -> None:
    """Need to know: who reported it learns that it is handled, and when it is closed; nothing of what is added."""
    head, before = person(SCHOOL, "head"), list(seen_by_the_reporter(incident))
    add_note(incident=incident, words="A secret", by=head, at=AT)
    link_person(incident=incident, named=Named("Jo Nobody", Part.WITNESS), by=head, at=AT)
    keep_statement(incident=incident, words="I saw it", by=head, at=AT)
    keep_capture(incident=incident, received=receive(made_up("png", 1), folder=SCHOOL), by=head, at=AT)
    add_further_post(incident=incident, words="Again", posted=None, by=head, at=AT)
    take_step(incident=incident, step=StepName.DISCUSS, to=the_author(incident), by=head, at=AT)
    author = the_author(incident)
    record_answer(incident=incident, answer=ParentAnswer.REFUSED, of=author, by=head, at=AT)
    draft_letter(incident=incident, kind=LetterKind.CLOSING, to=the_author(incident), by=head, at=AT)
    exclude(incident=incident, who=person(SCHOOL, "slt"), reason="A friend", by=head, at=AT)
    take_step(incident=incident, step=StepName.HOLD, by=head, at=AT)
    hand_over(incident=incident, to=person(SCHOOL, "chair"), role=Role.CHAIR, by=head, at=AT)
    assert list(seen_by_the_reporter(incident)) == before


def test_no_page_of_the_incident_itself_opens_for_whoever_reported_it(incident: Incident) -> None:
    evidence = keep_statement(incident=incident, words="I saw it", by=person(SCHOOL, "head"), at=AT)
    client, link = browser("staff"), the_author(incident).key
    with_key = {"evidence": evidence.key, "change_person": link, "unlink_person": link, "separate_person": link}
    for name in ("incident", "note", "keep_evidence", "recuse", "keep_name", "documents", "draft_letter", "exclude"):
        assert client.get(url(incident, name)).status_code == 404
    for name, key in with_key.items():
        assert client.get(url(incident, name, key)).status_code == 404
    assert client.get(reverse("incident_list", args=[SCHOOL])).status_code == 404
    assert client.get(url(incident, "progress")).status_code == 200


def test_a_reporter_who_is_kept_out_follows_nothing_any_more(incident: Incident) -> None:
    """S8.12: neither their page nor their home page tells that the report is there."""
    made, staff = incident, person(SCHOOL, "staff")
    assert browser("staff").get(url(made, "progress")).status_code == 200
    exclude(incident=made, who=staff, reason="His sister", by=person(SCHOOL, "head"), at=AT)
    assert browser("staff").get(url(made, "progress")).status_code == 404
    assert made.reference not in words(browser("staff").get(f"/{SCHOOL}/"))
