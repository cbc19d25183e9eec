"""The pages on which an action is marked as done, an incident is closed, and one is reopened."""

from datetime import timedelta

from incidents.models import Incident, Taken
from incidents.operations.steps import close, take_step
from policies.vocabulary import StepName
from tests.builders import AT, keep_a_capture, person, the_author
from tests.incidents.at_the_pages import SCHOOL, browser, errors, send, url, words
from tests.incidents.at_the_pages import incident as incident
from tests.incidents.at_the_pages import schools as schools


def test_an_action_is_done_by_one_press_and_only_once(incident: Incident) -> None:
    head = person(SCHOOL, "head")
    take_step(incident=incident, step=StepName.SUPPORT, due=AT + timedelta(days=9), by=head, at=AT)
    client = browser()
    assert client.get(url(incident, "mark_done", "support")).status_code == 405
    assert send(client, incident, "mark_done", "support").status_code == 302
    again = send(client, incident, "mark_done", "support")
    assert again.status_code == 409
    assert "There is no such action to mark as done." in errors(again)
    assert Taken._base_manager.get().done_at is not None


def reload(incident: Incident) -> Incident:
    """The incident as it is in the database now."""
    return Incident._base_manager.get(pk=incident.pk)


def test_closing_asks_for_an_outcome_and_reasons(incident: Incident) -> None:
    client = browser()
    assert client.get(url(incident, "close")).status_code == 200
    missing = send(client, incident, "close", reasons="Only this")
    assert missing.status_code == 200
    assert "How did it end? – Choose one of these." in errors(missing)
    assert "Only this" in missing.content.decode()
    assert "CLOSED" not in missing.content.decode()
    assert send(client, incident, "close", outcome="NOT_A_BREACH", reasons="Fair comment").status_code == 302
    assert reload(incident).outcome == "NOT_A_BREACH"
    assert client.get(url(incident, "close")).status_code == 409
    assert send(client, incident, "close", outcome="NOT_A_BREACH", reasons="Again").status_code == 409


def test_a_hold_leaves_two_outcomes_for_closing(incident: Incident) -> None:
    take_step(incident=incident, step=StepName.HOLD, by=person(SCHOOL, "head"), at=AT)
    client = browser()
    assert client.get(url(incident, "close")).status_code == 200
    refused = send(client, incident, "close", outcome="NO_FURTHER_ACTION", reasons="Kept reasons")
    assert refused.status_code == 409
    assert "Kept reasons" in refused.content.decode()
    assert send(client, incident, "close", outcome="POLICE_MATTER", reasons="With them").status_code == 302


def test_what_shuts_closing_whatever_the_outcome_is_said_before_anything_is_typed(incident: Incident) -> None:
    head = person(SCHOOL, "head")
    keep_a_capture(incident, head)
    take_step(incident=incident, step=StepName.ASK_FOR_REMOVAL, to=the_author(incident), by=head, at=AT)
    page = browser().get(url(incident, "close"))
    assert page.status_code == 409
    assert "Look whether it is still up." in words(page)


def test_reopening_asks_why_and_is_shut_while_it_is_open(incident: Incident) -> None:
    client = browser()
    assert client.get(url(incident, "reopen")).status_code == 409
    assert send(client, incident, "reopen", reason="Too early").status_code == 409
    close(incident=incident, outcome="NOT_A_BREACH", reasons="Fair", by=person(SCHOOL, "head"), at=AT)
    assert send(client, incident, "reopen").status_code == 200
    assert send(client, incident, "reopen", reason="It came back").status_code == 302
    assert reload(incident).is_open
