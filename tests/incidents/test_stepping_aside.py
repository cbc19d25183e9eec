"""Conflict and exclusion: who owns an incident then, who lets whom back, and who steps aside (S8.16 to S8.18)."""

from itertools import chain, combinations

import pytest
from django.core import mail

from incidents.access import Sight, sight_of
from incidents.models import Exclusion, Incident
from incidents.operations.ownership import exclude, hand_over, readmit, recuse
from incidents.operations.people import NOT_ALONE, Named, link_person
from incidents.timeline import EventKind
from incidents.vocabulary import EXCLUDING, Part
from schools import record
from schools.operation import NotFound, Refused
from schools.vocabulary import Role
from tests.builders import AT, a_reported_post, an_author, client_of, person
from tests.incidents.at_the_pages import SCHOOL, browser, errors, send, url, words
from tests.incidents.at_the_pages import incident as incident
from tests.incidents.at_the_pages import schools as schools
from tests.incidents.reporting import a_draft, somebody, typed
from tests.incidents.reporting import send as send_report

IN_TURN = ("head", "chair", "trust_lead")
CONFLICTS = list(chain.from_iterable(combinations(IN_TURN, size) for size in range(4)))
"""Every combination of conflicts among those who own an incident in turn."""


def expected(school: str, conflicted: tuple[str, ...]) -> str:
    """The office that owns an incident by the procedure, section 6."""
    offices = IN_TURN if school == SCHOOL else IN_TURN[:2]
    return next((office.upper() for office in offices if office not in conflicted), "GOVERNOR")


def offices(school: str, conflicted: tuple[str, ...]) -> list[str]:
    """Those of them that the school has."""
    return [each for each in conflicted if school == SCHOOL or each != "trust_lead"]


@pytest.mark.parametrize("school", [SCHOOL, "tregarth"])
@pytest.mark.parametrize("conflicted", CONFLICTS, ids=" and ".join)
def test_a_report_is_owned_by_the_first_in_turn_without_a_conflict(
    schools: None, school: str, conflicted: tuple[str, ...]
) -> None:
    """S8.17: whoever is a target, or has a part that keeps them out, is passed over from the first moment."""
    for part in (Part.TARGET, Part.ACCUSED):
        named = [Named(each, part, user=person(school, each)) for each in offices(school, conflicted)]
        post = a_reported_post(school, people=[an_author(), *named])
        assert (post.owner_role, post.owner) == (expected(school, conflicted), None)


@pytest.mark.parametrize("school", [SCHOOL, "tregarth"])
@pytest.mark.parametrize("conflicted", CONFLICTS, ids=" and ".join)
def test_it_passes_on_in_the_same_moment_in_which_a_conflict_is_recorded(
    schools: None, school: str, conflicted: tuple[str, ...]
) -> None:
    """S8.17: by a part found out later, and by stepping aside, one conflict after another."""
    for way in ("part", "recuse"):
        post = a_reported_post(school)
        for office in offices(school, conflicted):
            user, leader = person(school, office), person(school, "slt")
            if way == "part":
                link_person(incident=post, named=Named(office, Part.TARGET, user=user), by=leader, at=AT)
            elif sight_of(user, Incident._base_manager.get(pk=post.pk), AT.date()) is Sight.ALL:
                recuse(incident=post, reason="A friend", by=user, at=AT)
        told = record.story_of(post.school, post.about)
        post.refresh_from_db()
        passed = [each for each in told if each.kind == EventKind.OWNER_MOVED]
        if "head" in conflicted:
            assert passed and all(told[told.index(each) - 1].number == each.number - 1 for each in passed)
        if way == "part" or conflicted[:1] != ("chair",):
            assert post.owner_role == (expected(school, conflicted) if conflicted else "HEAD")


def test_whoever_steps_aside_sees_nothing_more_and_their_reason_is_for_the_owner_alone(incident: Incident) -> None:
    """S8.18."""
    slt, head = browser("slt"), browser()
    assert "I should not deal with this" in words(slt.get(url(incident)))
    assert send(slt, incident, "recuse").status_code == 200
    assert slt.get(url(incident)).status_code == 200
    done = send(slt, incident, "recuse", reason="We sing in one choir")
    assert (done.status_code, done["Location"]) == (302, f"/{SCHOOL}/")
    assert slt.get(url(incident)).status_code == 404
    assert incident.reference not in words(slt.get(f"/{SCHOOL}/incidents/?state=all"))
    seen = words(head.get(url(incident)))
    assert "Simon Peel stepped aside from this incident." in seen
    assert "We sing in one choir" in seen
    assert "choir" not in words(browser("dsl").get(url(incident)))


def test_coming_back_needs_the_owner_and_decides_nothing(incident: Incident) -> None:
    """S8.18, S8.17: never one's own act, nor that of somebody who does not own it."""
    slt, head = person(SCHOOL, "slt"), person(SCHOOL, "head")
    recuse(incident=incident, reason="A friend", by=slt, at=AT)
    for by, refusal in ((slt, NotFound), (person(SCHOOL, "dsl"), Refused), (person(SCHOOL, "chair"), NotFound)):
        with pytest.raises(refusal):
            readmit(incident=incident, who=slt, reason="All is well", by=by, at=AT)
    with pytest.raises(Refused, match="Give the reason"):
        readmit(incident=incident, who=slt, reason=" ", by=head, at=AT)
    assert browser("slt").get(url(incident)).status_code == 404
    readmit(incident=incident, who=slt, reason="He hardly knows them", by=head, at=AT)
    assert browser("slt").get(url(incident)).status_code == 200
    assert browser("slt").get(url(incident, "record_check")).status_code == 409
    with pytest.raises(Refused):
        readmit(incident=incident, who=head, reason="Myself", by=head, at=AT)


def test_an_owner_who_stepped_aside_is_let_back_by_whoever_owns_it_now(incident: Incident) -> None:
    """S8.17: the owner is never the person readmitted, and does not own it again by coming back."""
    head, chair = person(SCHOOL, "head"), person(SCHOOL, "chair")
    recuse(incident=incident, reason="My neighbour", by=head, at=AT)
    with pytest.raises(NotFound):
        readmit(incident=incident, who=head, reason="Never mind", by=head, at=AT)
    readmit(incident=incident, who=head, reason="She may read it", by=chair, at=AT)
    incident.refresh_from_db()
    assert incident.owner_role == Role.CHAIR
    assert browser().get(url(incident, "exclude")).status_code == 409
    assert browser("chair").get(url(incident, "exclude")).status_code == 200


def test_somebody_whom_it_is_about_may_step_aside_too_and_a_stranger_finds_no_such_page(schools: None) -> None:
    """S8.18: a conflict of interest does not stand in the way of stepping aside."""
    post = a_reported_post(people=[an_author(), Named("Simon", Part.TARGET, user=person(SCHOOL, "slt"))])
    assert send(browser("slt"), post, "recuse", reason="It is about me").status_code == 302
    assert Exclusion._base_manager.get().user == person(SCHOOL, "slt")
    for office in ("staff", "governor", "chair", "admin", "slt"):
        assert browser(office).get(url(post, "recuse")).status_code == 404
        assert send(browser(office), post, "recuse", reason="Why not").status_code == 404


@pytest.mark.parametrize("way", ["owner", *EXCLUDING])
def test_a_senior_leader_does_not_keep_an_incident_from_everybody_else(incident: Incident, way: str) -> None:
    """S8.17: whoever owns it because it was handed to them leaves somebody else at the school who sees it."""
    head, slt, dsl = (person(SCHOOL, office) for office in ("head", "slt", "dsl"))
    hand_over(incident=incident, to=slt, role=Role.SLT, by=head, at=AT)

    def keep_out(user: object, name: str) -> None:
        if way == "owner":
            exclude(incident=incident, who=user, reason="I say so", by=slt, at=AT)
        else:
            link_person(incident=incident, named=Named(name, Part(way), user=user), by=slt, at=AT)

    keep_out(dsl, "Ruth")
    with pytest.raises(Refused, match="last at the school"):
        keep_out(head, "Amara")
    assert Exclusion._base_manager.count() == 1
    assert browser().get(url(incident)).status_code == 200
    refused = send(browser("slt"), incident, "exclude", who=head.key, reason="I say so")
    assert (refused.status_code, NOT_ALONE in errors(refused)) == (409, True)
    hand_over(incident=incident, to=person(SCHOOL, "chair"), role=Role.CHAIR, by=slt, at=AT)
    exclude(incident=incident, who=head, reason="A relative", by=person(SCHOOL, "chair"), at=AT)
    assert browser().get(url(incident)).status_code == 404


def test_who_is_kept_out_is_settled_before_a_report_is_anything_and_nobody_is_told_before(schools: None) -> None:
    """S8.16: the page asks of everybody named whether they sign in here; without the answer nothing is saved."""
    staff, head = person(SCHOOL, "staff"), person(SCHOOL, "head")
    draft = a_draft(staff)
    about = somebody(1, name="Amara", part="ACCUSED")
    for answer in ("", "somebody else"):
        page = send_report(client_of(staff), draft, **{**about, "person-1-sign_in": answer})
        assert page.status_code == 200
        assert not Incident._base_manager.exists()
    assert mail.outbox == []
    sent = send_report(client_of(staff), draft, **{**about, "person-1-sign_in": str(head.key)})
    made = Incident._base_manager.get()
    assert sent.status_code == 302
    assert (made.owner_role, made.exclusions.get().user, made.exclusions.get().since) == (
        "CHAIR",
        head,
        made.reported_at,
    )
    assert browser().get(url(made)).status_code == 404
    assert [each for each in mail.outbox if head.email in each.recipients()] == []
    assert typed()["person-0-sign_in"] == "no"
