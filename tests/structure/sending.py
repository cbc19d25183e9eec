"""What each form of the site needs to be taken, filled in as somebody would who may send it."""

from typing import Any

from django.utils import timezone

from incidents.models import Incident
from incidents.vocabulary import Outcome
from policies.forms.text import as_rows
from policies.models import PolicyVersion
from schools.models import User
from tests.builders import the_author
from tests.structure.asked import as_it_stands
from tests.structure.world import World

A_HOST = {"name": "Gab and Gossip", "routes": "The menu on the post", "standing": "NOT", "age_standing": "NOT"}
"""An entry of the reference of hosts that nobody has checked."""


def body(world: World, route: str, who: str) -> dict[str, Any]:
    """What a form needs to be taken, from somebody who may send it."""
    of_both = {**of_incidents(world, route, who), **of_requests(world, route, who)}
    return {**of_both, **of_policies(world), **of_people(world), **ALONE}.get(route, {})


ALONE: dict[str, dict[str, Any]] = {
    "invitation": {"do": "withdraw"},
    "invitation_confirm": {"do": "confirm"},
    "person_account": {"do": "reset"},
    "second_factor": {"do": "ask", "reason": "Lost phone.", "identity": "I saw them."},
    "report_image": {"shows": "no"},
    "report_form": {"save": "1"},
    "note": {"words": "A note."},
    "keep_evidence": {"words": "I saw it.", "source": "A neighbour"},
    "sessions": {"do": "others"},
    "school_colour": {"colour": "7"},
    "proof": {"address": "proof@governors.example"},
    "export_incident": {"purpose": "The school’s solicitor"},
    "break_glass": {"reference": "k7m4qx", "reason": "The trust was asked about it."},
    "access": {"do": "let-in", "hours": "2"},
    "disposal": {"do": "agree"},
    "leaving": {"do": "agree"},
    "subject_access_people": {},
    "subject_access_release": {"sure": "on"},
    "schedule_change": {"years": "7", "reason": "Our own schedule says so."},
    "public_switch": {"shown": "no"},
    "notice_add": {
        "way": "OTHER",
        "details": "A letter home",
        "school_year": "0",
        "told_on_0": "1",
        "told_on_1": "9",
        "told_on_2": "2025",
    },
    "notice_change": {"do": "withdraw", "reason": "It never went out."},
    "operator_host_add": A_HOST,
    "operator_host": {"do": "retire"},
    "policy_begin": {"start": "empty", "title": "Parents online"},
    "policy_bring_in": {"text": "Author: A member of staff"},
    "version_send": {"note": "The categories first."},
    "version_send_back": {"note": "Say who decides."},
    "version_approve": {"body": "The governors", "meeting": "10 November 2020", "note": ""},
    "version_withdraw": {"note": ""},
    "version_revise": {"comments": "Class groups added"},
    "version_linked": {"title": "Attendance policy"},
    "version_past": {"label": "1"},
    "past_change": {"do": "remove"},
    "version_issue": {"do": "name", "name": "All parents"},
    "review_due": {"review_due": "Autumn 2040"},
}
"""What is the same whoever sends it, and wherever."""


def of_incidents(world: World, route: str, who: str) -> dict[str, dict[str, Any]]:
    """The forms on an incident."""
    incident = world.incident(route, who)
    author = str(the_author(incident).key)
    version = {"version": str(incident.version)}
    reason = {**version, "reason": "Because it is so."}
    return {
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
        "link_incidents": {**reason, "reference": _other(world, who).reference},
        "enrich": {**version, "summary": "Another line"},
        "add_person": {**version, "name": "Jo Nobody", "part": "WITNESS", "identity": "POSSIBLE"},
        "change_person": {**version, "part": "SHARER", "identity": "PROBABLE", "relation": "a parent"},
        "unlink_person": reason,
        "erase_person": reason,
        "legal_hold": reason,
        "separate_person": version,
        "hand_over": {**version, "to": f"{_key(world, 'dsl')}-DSL"},
        "exclude": {**reason, "who": _key(world, "colleague")},
        "recuse": reason,
        "keep_name": {**reason, "whose": str(incident.evidence.get().key)},
        "tell_name": {**reason, "kept": str(incident.kept_names.get().key)},
        "documents": {**version, "what": str(incident.evidence.get().key)},
        "document": {**version, "do": "let", "who": _key(world, "dsl")},
        "readmit": {**reason, "who": _key(world, "excluded")},
        "draft_letter": {**version, "kind": "INVITATION", "to": author},
        "letter": {**version, "do": "approve", "body": "Dear parent,"},
        "appoint_owner": {"who": _key(world, "governor")},
    }


def of_requests(world: World, route: str, who: str) -> dict[str, dict[str, Any]]:
    """The forms on somebody's request to see what is kept about them."""
    return {
        "subject_access_new": {"name": "Jo Nobody", "came": "A letter", **_today("received_on")},
        "subject_access_change": {"why": "CLARIFY", **_today("since")},
        "subject_access_review": as_it_stands(world.asked, world.incident(route, who), world.people["head"]),
    }


def of_people(world: World) -> dict[str, dict[str, Any]]:
    """The forms on people and offices."""
    office = {"role": "GOVERNOR", **_today("starts")}
    return {
        "invite": {"name": "Nell New", "email": "nell@larkspur.example", **office},
        "person_appoint": office,
        "person_end": {"which": offices_in_form(world.people["colleague"])[0], "when": "now"},
    }


def of_policies(world: World) -> dict[str, dict[str, Any]]:
    """The forms on a version of a policy."""
    version = world.versions["draft"]
    edition = {"edition": str(version.edition)}
    first = version.sections[0]["paragraphs"][0]["id"]
    return {
        "version_adopt": {**_today(), "review_due": "Autumn 2040"},
        "version_categories": {**edition, "down": str(version.categories.all()[0].key)},
        "category_add": {**edition, "name": "Our badge, used to sell", "kind": "OTHER"},
        "category_change": {**edition, "retire": "1", "reason": "Never used."},
        "version_gaps": {**edition, "record": first},
        "version_control": {**edition, "title": "Another title"},
        "version_text": {**edition, **_text_of(version)},
        "linked_change": {**edition, "do": "remove"},
        "version_procedure": {**edition, "DISCUSS-here": "on", "DISCUSS-decided_by": "HEAD"},
        "version_suggestions": {"accept": str(world.versions["brought in"].suggestions.all()[0].key)},
    }


def _today(name: str = "adopted_on") -> dict[str, str]:
    today = timezone.localdate()
    return {f"{name}_0": str(today.day), f"{name}_1": str(today.month), f"{name}_2": str(today.year)}


def offices_in_form(user: User | None) -> list[str]:
    """The offices of somebody, as the form on ending one names them."""
    assert user is not None
    return [f"{each.role}:{each.starts}:{each.ends or ''}" for each in user.memberships.all()]


def _key(world: World, who: str) -> str:
    found = world.people[who]
    assert found is not None
    return str(found.key)


def _category(incident: Incident) -> str:
    return str(incident.adoption.version.categories.get(kind="PUPIL_NAMED").pk)


def _other(world: World, who: str) -> Incident:
    return world.incidents["closed, handed over" if who == "handed" else "closed"]


def _text_of(version: PolicyVersion) -> dict[str, str]:
    """The text as it stands, and one section more: no paragraph that something comes from is lost."""
    rows = [*as_rows(version.sections), {"heading": "What is new", "text": "A paragraph."}]
    return {f"{name}-{place}": row.get(name, "") for place, row in enumerate(rows) for name in ("heading", "text")}
