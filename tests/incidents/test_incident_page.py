"""The page of an incident: who sees it, what it offers, what it never shows, and how many questions it asks."""

import re
from datetime import timedelta

from django.test import Client

from incidents.models import Exclusion, Incident
from incidents.operations.details import add_note, link_incidents
from incidents.operations.ownership import exclude, hand_over
from incidents.operations.people import Named
from incidents.operations.recording import record_answer, record_check, record_host_answer
from incidents.operations.steps import close, take_step
from incidents.vocabulary import HostAnswer, Identity, ParentAnswer, Part, PostState
from policies.vocabulary import StepName
from schools.models import Look
from schools.vocabulary import Role
from tests.builders import AT, a_reported_post, an_author, keep_a_capture, person, the_author
from tests.incidents.at_the_pages import NOW, SCHOOL, browser, url, words
from tests.incidents.at_the_pages import incident as incident
from tests.incidents.at_the_pages import schools as schools


def test_leaders_see_the_page_and_nobody_else_learns_that_it_is_there(incident: Incident) -> None:
    nowhere = url(incident).replace(incident.reference, "ZZZ-ZZZ")
    for office in ("head", "slt", "dsl"):
        assert browser(office).get(url(incident)).status_code == 200
    others = [browser(office) for office in ("chair", "governor", "admin", "staff")]
    for client in [*others, browser("head", "larkspur-junior"), browser("trust_lead"), browser("head", "tregarth")]:
        refused, missing = client.get(url(incident)), client.get(nowhere)
        assert refused.status_code == missing.status_code == 404
        assert refused.content == missing.content


def test_whoever_is_signed_out_is_asked_to_sign_in(incident: Incident) -> None:
    response = Client().get(url(incident))
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_the_chair_sees_an_incident_that_was_handed_to_them_and_no_other(incident: Incident) -> None:
    other = a_reported_post(summary="Another post", people=[])
    hand_over(incident=incident, to=person(SCHOOL, "chair"), role=Role.CHAIR, by=person(SCHOOL, "head"), at=AT)
    assert browser("chair").get(url(incident)).status_code == 200
    assert browser("chair").get(url(other)).status_code == 404


def test_looking_is_written_down_and_nothing_else_changes(incident: Incident) -> None:
    before = incident.version
    browser().get(url(incident))
    assert (
        Look.objects.across_schools("test")
        .filter(viewer=person(SCHOOL, "head"), kind="incident", about=incident.about)
        .count()
        == 1
    )
    assert browser().post(url(incident)).status_code == 405
    incident.refresh_from_db()
    assert incident.version == before


def test_every_step_is_offered_with_the_ladders_own_answer(incident: Incident) -> None:
    response = browser().get(url(incident))
    page = response.content.decode()
    for step in StepName:
        shown = step.label in page
        assert shown is (step not in (StepName.REOPEN, StepName.LIFT_HOLD)), step
    assert f'href="{url(incident, "take_step", "discuss")}"' in page
    assert "Talk with the parent, and say why" in page  # no evidence yet
    assert "No evidence is kept yet." in page
    assert f'href="{url(incident, "take_step", "ask-for-removal")}"' not in page
    assert "Keep a capture of the post first" in page


def test_a_step_becomes_a_button_once_nothing_stands_in_its_way(incident: Incident) -> None:
    keep_a_capture(incident, person(SCHOOL, "head"))
    page = browser().get(url(incident)).content.decode()
    assert re.search(r'btn-primary" href="[^"]+/steps/discuss/">Talk with the parent<', page)
    assert f'href="{url(incident, "take_step", "ask-for-removal")}"' in page
    assert "Policy, paragraph" in page


def test_a_serious_step_is_never_the_button_that_stands_out(incident: Incident) -> None:
    threat = a_reported_post(category_kinds=["THREAT"], people=[an_author(identity=Identity.UNKNOWN)])
    page = browser().get(url(threat)).content.decode()
    assert f'btn-secondary" href="{url(threat, "take_step", "police")}"' in page
    assert f'btn-primary" href="{url(threat, "take_step", "police")}"' not in page


def test_a_closed_incident_offers_to_reopen_and_still_danger(incident: Incident) -> None:
    close(incident=incident, outcome="NOT_A_BREACH", reasons="Fair comment", by=person(SCHOOL, "head"), at=AT)
    page = browser().get(url(incident))
    assert "Closed: not a breach of the policy" in words(page)
    assert "Fair comment" in words(page)
    assert f'href="{url(incident, "reopen")}"' in page.content.decode()
    assert f'href="{url(incident, "close")}"' not in page.content.decode()
    assert f'href="{url(incident, "take_step", "police")}?emergency=yes"' in page.content.decode()
    assert f'href="{url(incident, "take_step", "safeguard")}"' in page.content.decode()


def test_a_hold_offers_to_be_lifted_and_leaves_two_outcomes(incident: Incident) -> None:
    take_step(incident=incident, step=StepName.HOLD, note="The police asked", by=person(SCHOOL, "head"), at=AT)
    page = browser().get(url(incident))
    assert f'href="{url(incident, "take_step", "lift-hold")}"' in page.content.decode()
    assert f'href="{url(incident, "take_step", "hold")}"' not in page.content.decode()
    assert "If it passes to safeguarding or the police" in words(page)
    assert "On hold" in words(page)


def test_a_head_with_a_conflict_sees_who_decides_and_no_step(schools: None) -> None:
    head = person(SCHOOL, "head")
    about_me = a_reported_post(people=[Named("The head", Part.TARGET, Identity.CONFIRMED, user=head)])
    page = browser().get(url(about_me))
    assert "You have a conflict of interest in this incident" in words(page)
    assert "The owner, the chair of governors, decides what is done." in words(page)
    assert "What may be done next" not in words(page)
    for name in ("note", "keep_evidence"):
        assert f'href="{url(about_me, name)}"' in page.content.decode()
    for name in ("record_answer", "hand_over", "draft_letter", "add_person", "exclude"):
        assert f'href="{url(about_me, name)}"' not in page.content.decode()
    assert f'href="{url(about_me, "take_step", "police")}?emergency=yes"' in page.content.decode()


def test_an_excluded_head_gets_the_same_bytes_as_for_nothing(schools: None) -> None:
    named = Named("The head", Part.ACCUSED, Identity.CONFIRMED, user=person(SCHOOL, "head"))
    accused = a_reported_post(by="slt", people=[named])
    client = browser()
    assert client.get(url(accused)).content == client.get(url(accused).replace(accused.reference, "ZZZ-ZZZ")).content
    assert browser("slt").get(url(accused)).status_code == 200


def test_who_is_kept_out_is_for_the_owner_alone(incident: Incident) -> None:
    exclude(incident=incident, who=person(SCHOOL, "slt"), reason="Family", by=person(SCHOOL, "head"), at=AT)
    assert Exclusion._base_manager.count() == 1
    assert "Simon Peel, since 16 November 2026" in words(browser().get(url(incident)))
    other = words(browser("dsl").get(url(incident)))
    assert "Simon Peel" not in other
    assert "Who is kept out" not in other


def test_an_address_is_text_with_its_host_apart_and_never_a_link(incident: Incident) -> None:
    page = browser().get(url(incident)).content.decode()
    assert "https://<b><bdi>social.example</bdi></b><bdi>/groups/1/2</bdi>" in page
    assert 'href="https://social.example' not in page


def test_what_people_typed_is_shown_and_never_run(schools: None) -> None:
    said = "<script>alert(1)</script>\u202eoh"
    post = a_reported_post(words=said, summary=said, concern=said, people=[an_author(name=said, relation=said)])
    page = browser().get(url(post)).content.decode()
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;\u202eoh</bdi>") >= 4


def test_a_linked_incident_is_named_only_to_whoever_may_see_it(schools: None) -> None:
    here, ours = a_reported_post(), a_reported_post(summary="A second post here", people=[])
    there = a_reported_post("larkspur-junior", summary="A secret of the other school", people=[])
    head = person(SCHOOL, "head")
    link_incidents(incident=here, to=ours, reason="One campaign", by=head, at=AT)
    link_incidents(incident=here, to=there, reason="The same post", by=head, at=AT)
    page = words(browser().get(url(here)))
    assert "A second post here" in page
    assert "An incident at another school of the trust" in page
    assert "A secret of the other school" not in page
    exclude(incident=ours, who=person(SCHOOL, "slt"), reason="Family", by=head, at=AT)
    assert "A second post here" not in words(browser("slt").get(url(here)))
    beyond = words(browser("head", "larkspur-junior").get(url(there)))
    assert "An incident at another school of the trust" in beyond
    assert "The same post" not in beyond
    assert here.reference not in beyond


def test_earlier_breaches_come_with_a_caution_and_only_to_whoever_sees_them(schools: None) -> None:
    head = person(SCHOOL, "head")
    first = a_reported_post(at=AT - timedelta(days=7), posted=None)
    record_check(incident=first, state=PostState.GONE, by=head, at=AT - timedelta(days=6))
    close(incident=first, outcome="REMOVED_BY_PARENT", reasons="Gone", by=head, at=AT - timedelta(days=6))
    again = a_reported_post()
    page = words(browser().get(url(again)))
    assert "Check that it is the same person before you rely on it." in page
    assert first.reference in page
    exclude(incident=first, who=person(SCHOOL, "dsl"), reason="Family", by=head, at=AT)
    assert first.reference not in words(browser("dsl").get(url(again)))


def test_the_week_of_silence_is_told_and_ends_with_the_answer(incident: Incident) -> None:
    head, before = person(SCHOOL, "head"), NOW - timedelta(days=7, minutes=5)
    keep_a_capture(incident, head)
    take_step(incident=incident, step=StepName.REPORT_TO_HOST, by=head, at=before)
    assert "Ready for Report Harmful Content" in words(browser().get(url(incident)))
    record_host_answer(incident=incident, answer=HostAnswer.REMOVED, by=head, at=NOW)
    assert "Ready for Report Harmful Content" not in words(browser().get(url(incident)))


def test_what_is_overdue_comes_first_and_is_called_so(incident: Incident) -> None:
    head = person(SCHOOL, "head")
    keep_a_capture(incident, head)
    to = the_author(incident)
    for step, days in ((StepName.SUPPORT, 9), (StepName.ASK_FOR_REMOVAL, -1)):
        towards = to if step == StepName.ASK_FOR_REMOVAL else None
        at = AT - timedelta(days=3)
        take_step(incident=incident, step=step, to=towards, due=NOW + timedelta(days=days), by=head, at=at)
    page = words(browser().get(url(incident)))
    waiting = page[page.index("To be done") : page.index("What may be done next")]
    assert waiting.index("Ask for the post to come down – Kerry Lodge") < waiting.index("Support the person targeted")
    assert waiting.count("Overdue") == 1


def test_the_latest_check_and_answer_stand_beside_the_post_and_the_person(incident: Incident) -> None:
    head, to = person(SCHOOL, "head"), the_author(incident)
    assert "Is it still up? Nobody has looked again yet" in words(browser().get(url(incident)))
    for state, answer in ((PostState.UP, ParentAnswer.REFUSED), (PostState.GONE, ParentAnswer.APOLOGISED)):
        record_check(incident=incident, state=state, by=head, at=AT)
        record_answer(incident=incident, of=to, answer=answer, by=head, at=AT)
    page = words(browser().get(url(incident)))
    before = page[: page.index("The story so far")]
    assert "Is it still up? Gone, 16 November 2026" in before
    assert "Last answer: apologised, 16 November 2026" in before
    assert "Last answer: refused" not in before


def test_the_story_tells_it_in_order_with_peoples_own_words(incident: Incident) -> None:
    add_note(incident=incident, words="She rang at eight.\nCalm.", by=person(SCHOOL, "slt"), at=AT)
    page = words(browser().get(url(incident)))
    story = page[page.index("The story so far") :]
    assert story.index("Tom Lister reported this post.") < story.index(
        "Simon Peel wrote a note. She rang at eight. Calm."
    )
