"""What each form of the site needs to be taken, filled in as somebody would who may send it."""

from typing import Any

from incidents.models import Incident
from incidents.vocabulary import Outcome
from tests.builders import the_author
from tests.structure.world import World


def body(world: World, route: str, who: str) -> dict[str, Any]:
    """What a form needs to be taken, from somebody who may send it."""
    incident = world.incident(route, who)
    author = str(the_author(incident).key)
    version = {"version": str(incident.version)}
    reason = {**version, "reason": "Because it is so."}
    bodies: dict[str, dict[str, Any]] = {
        "report_image": {"shows": "no"},
        "report_form": {"save": "1"},
        "take_step": {**version, "to": author, "note": "Rang them."},
        "mark_done": version,
        "close": {**version, "outcome": Outcome.RESOLVED_BY_DISCUSSION.value, "reasons": "They talked."},
        "reopen": reason,
        "record_answer": {**version, "of": author, "answer": "AGREED"},
        "record_check": {**version, "state": "GONE"},
        "record_safeguarding": {**version, "answer": "NOT_NEEDED"},
        "record_host": {**version, "answer": "WAITING"},
        "suspect_offence": {**version, "which": "Harassment", "why": "Again and again."},
        "consider": {**version, "answer": "ANSWERED", "words": "Rang them on Tuesday."},
        "further_post": {**version, "words": "And again.", "of": author},
        "categorise": {**reason, "categories": _category(incident)},
        "note": {"words": "A note."},
        "link_incidents": {**reason, "reference": _other(world, who).reference},
        "enrich": {**version, "summary": "Another line"},
        "keep_evidence": {"words": "I saw it.", "source": "A neighbour"},
        "add_person": {**version, "name": "Jo Nobody", "part": "WITNESS", "identity": "POSSIBLE"},
        "change_person": {**version, "part": "SHARER", "identity": "PROBABLE", "relation": "a parent"},
        "unlink_person": reason,
        "separate_person": version,
        "hand_over": {**version, "to": f"{_key(world, 'dsl')}-DSL"},
        "exclude": {**reason, "who": _key(world, "colleague")},
        "readmit": {**reason, "who": _key(world, "excluded")},
        "draft_letter": {**version, "kind": "INVITATION", "to": author},
        "letter": {**version, "do": "approve", "body": "Dear parent,"},
        "appoint_owner": {"who": _key(world, "governor")},
    }
    return bodies.get(route, {})


def _key(world: World, who: str) -> str:
    found = world.people[who]
    assert found is not None
    return str(found.key)


def _category(incident: Incident) -> str:
    return str(incident.adoption.version.categories.get(kind="PUPIL_NAMED").pk)


def _other(world: World, who: str) -> Incident:
    return world.incidents["closed, handed over" if who == "handed" else "closed"]
