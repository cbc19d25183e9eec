"""Whoever was overrun reads at every field what it says now, beside what they typed; nothing is overwritten (R.03)."""

from typing import Any

from incidents.models import Incident
from incidents.operations.details import enrich
from incidents.operations.people import Named, link_person
from incidents.vocabulary import Identity, Part
from tests.builders import AT, person, the_author
from tests.incidents.at_the_pages import SCHOOL, browser, errors, send, version, words
from tests.incidents.at_the_pages import incident as incident
from tests.incidents.at_the_pages import schools as schools

MINE = {"summary": "What I think it is", "concern": "", "host": "Facebook", "audience": "", "group_size": "40"}


def changed_by_another(incident: Incident, **changes: Any) -> int:
    """The version that somebody saw, before another changed the details."""
    seen = version(incident)
    enrich(incident=incident, changes=changes, by=person(SCHOOL, "slt"), at=AT)
    return seen


def test_each_field_that_differs_says_what_it_says_now(incident: Incident) -> None:
    seen = changed_by_another(incident, summary="What another found out", concern="The bus was late", group_size=12)
    stale = send(browser(), incident, "enrich", version=seen, **MINE)
    assert stale.status_code == 409
    said = errors(stale)
    assert "It now says: “What another found out”" in said and "It now says: “The bus was late”" in said
    assert "It now says: “12”" in said and 'value="What I think it is"' in stale.content.decode()
    incident.refresh_from_db()
    assert (incident.summary, incident.group_size) == ("What another found out", 12)


def test_a_field_that_says_the_same_says_nothing_more(incident: Incident) -> None:
    seen = changed_by_another(incident, host="Facebook", group_size=40)
    said = errors(send(browser(), incident, "enrich", version=seen, **MINE))
    assert said.count("It now says") == 1, "the summary alone differs"


def test_whoever_has_read_it_presses_again_and_theirs_is_kept(incident: Incident) -> None:
    client, seen = browser(), changed_by_another(incident, summary="What another found out")
    stale = send(client, incident, "enrich", version=seen, **MINE)
    assert f'name="version" value="{version(incident)}"' in stale.content.decode()
    assert send(client, incident, "enrich", **MINE).status_code == 302
    incident.refresh_from_db()
    assert incident.summary == MINE["summary"]


def test_a_choice_is_said_in_words_and_a_refusal_of_another_kind_compares_nothing(incident: Incident) -> None:
    link, seen = the_author(incident), version(incident)
    named = Named(link.called, Part.SHARER, Identity.POSSIBLE, relation="an uncle")
    link_person(incident=incident, named=named, link=link, by=person(SCHOOL, "slt"), at=AT)
    fields = {"part": "AUTHOR", "identity": "CONFIRMED", "relation": "a parent"}
    said = errors(send(browser(), incident, "change_person", link.key, version=seen, **fields))
    part, identity = Part.SHARER.label, Identity.POSSIBLE.label
    assert f"It now says: {part}." in said and f"It now says: {identity}." in said and "“an uncle”" in said
    empty = send(browser(), incident, "enrich", version=version(incident), **{**MINE, "summary": ""})
    assert empty.status_code == 200 and "It now says" not in words(empty)
