"""The front door, and what each office finds on its home page in the morning."""

from datetime import date, timedelta

import pytest
import time_machine

from incidents.models import Incident
from incidents.operations.drafts import save_draft, start_draft
from incidents.operations.ownership import appoint_owner, hand_over
from incidents.operations.recording import record_safeguarding_answer
from incidents.operations.steps import mark_done, take_step
from incidents.vocabulary import Outcome, SafeguardingAnswer
from policies.models import Adoption
from policies.operations.life import set_review_due
from policies.vocabulary import StepName
from schools.history import SET_UP
from schools.models import Membership, School, User
from schools.operations import appoint, create_user, end_membership
from schools.vocabulary import Role
from tests.builders import AT, a_reported_post, client_of, person, the_schools
from tests.incidents.at_the_pages import NOW, SCHOOL, browser, words
from tests.incidents.at_the_pages import schools as schools
from tests.incidents.lists_and_homes import HOME, accused, closed, listed, questions, some

pytestmark = pytest.mark.usefixtures("schools")


def home(office: str = "head", school: str = SCHOOL) -> str:
    """The words of somebody's home page."""
    answer = browser(office, school).get(f"/{school}/")
    assert answer.status_code == 200
    return words(answer)


def also(user: User, role: Role, school: str = SCHOOL) -> None:
    """Give somebody one more office."""
    home = School.objects.get(slug=school)
    appoint(user=user, role=role, school=home, starts=date(2026, 9, 1), by=SET_UP, at=AT)


# The front door


def test_the_front_door_leads_to_the_only_school() -> None:
    answer = browser("staff").get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/{SCHOOL}/")


def test_with_several_schools_the_front_door_asks_which() -> None:
    page = words(browser("trust_lead").get("/"))
    assert "Larkspur Infant Academy Larkspur Junior Academy" in page
    assert "Coldwell" not in page


def test_without_an_office_the_front_door_says_so() -> None:
    nobody = create_user(email="nobody@nowhere.example", name="Nobody Yet", by=SET_UP)
    assert "You hold no office today" in words(client_of(nobody).get("/"))
    left = person("coldwell", "slt")
    end_membership(membership=Membership.objects.get(user=left), ends=date(2026, 11, 1), by=SET_UP, at=AT)
    left.refresh_from_db()
    assert "You hold no office today" in words(client_of(left).get("/"))
    assert client_of(left).get("/coldwell/").status_code == 404


def test_whoever_is_not_signed_in_is_sent_to_sign_in(client: object) -> None:
    for address in ("/", HOME):
        answer = client.get(address)  # type: ignore[attr-defined]
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(("hour", "greeting"), [(8, "Good morning"), (14, "Good afternoon"), (20, "Good evening")])
def test_the_greeting_goes_by_the_time_in_london(hour: int, greeting: str) -> None:
    with time_machine.travel(NOW.replace(hour=hour)):
        assert f"{greeting}, Amara Okafor" in home()


# Leaders


def test_a_leader_finds_what_is_overdue_then_what_is_new_then_what_else_is_theirs() -> None:
    head, earlier = person(SCHOOL, "head"), AT - timedelta(days=20)
    going, late = some(2, at=earlier)
    for incident in (going, late):
        take_step(incident=incident, step=StepName.DISCUSS, by=head, at=earlier, despite="On the telephone.")
    take_step(incident=late, step=StepName.SUPPORT, due=AT, by=head, at=earlier)
    new, done = some(2)
    closed(done)
    assert listed(browser("head"), HOME) == [late.reference, new.reference, going.reference]
    assert "Also yours" in home()
    assert listed(browser("slt"), HOME) == [late.reference, new.reference]
    assert "Also yours" not in home("slt")
    mark_done(incident=late, step=StepName.SUPPORT, by=head, at=NOW)
    assert listed(browser("slt"), HOME) == [new.reference]


def test_a_report_is_new_for_a_week() -> None:
    week_old, older = some(1, at=NOW - timedelta(days=6))[0], some(1, at=NOW - timedelta(days=8))[0]
    assert listed(browser("slt"), HOME) == [week_old.reference]
    assert listed(browser("head"), HOME) == [week_old.reference, older.reference]


def test_the_question_of_safeguarding_waits_for_the_lead_alone() -> None:
    incident = some(1, at=AT - timedelta(days=20), category_kinds=["RISK_OF_HARM"])[0]
    told = some(1, at=AT - timedelta(days=20))[0]
    take_step(incident=told, step=StepName.SAFEGUARD, by=person(SCHOOL, "slt"), at=AT)
    assert set(listed(browser("dsl"), HOME)) == {incident.reference, told.reference}
    assert listed(browser("slt"), HOME) == []
    for each in (incident, told):
        answer = SafeguardingAnswer.NOT_NEEDED
        record_safeguarding_answer(incident=each, answer=answer, by=person(SCHOOL, "dsl"), at=NOW)
    assert listed(browser("dsl"), HOME) == []


def test_an_excluded_leader_finds_nothing_of_it_on_the_home_page() -> None:
    incident = a_reported_post(summary="About the deputy", people=[accused("slt")])
    assert "About the deputy" in home("head")
    assert incident.reference not in home("slt") and "About the deputy" not in home("slt")
    assert "none is open" in home("slt")


def test_a_morning_with_nothing_to_do_says_what_would_be_there() -> None:
    assert "A new report, or a date that has passed, appears here" in home()


def test_leaders_and_keepers_are_told_of_a_policy_that_is_overdue_and_staff_are_not(schools: None) -> None:
    adoption = Adoption.objects.get(school__slug=SCHOOL)
    assert "due for review" not in home()
    set_review_due(adoption=adoption, review_due="Autumn 2025", by=SET_UP, at=AT)
    for office in ("head", "slt", "dsl", "chair", "admin"):
        assert "due for review in Autumn 2025" in home(office), office
    for office in ("staff", "governor"):
        assert "due for review" not in home(office), office


def test_a_leaders_home_asks_as_many_questions_with_fifty_incidents_as_with_one() -> None:
    some(1)
    client = browser("head")
    few = len(questions(client, HOME))
    some(49)
    assert (
        len(questions(client, HOME)) == few <= 23
    )  # the look, the banner, who is let in, two on the record, and the request that is due first among them


# Whoever reports


def test_staff_see_how_to_report_and_how_their_own_reports_are_doing_and_no_more() -> None:
    mine, settled = some(2)
    theirs = a_reported_post(by="slt", people=[])
    head = person(SCHOOL, "head")
    take_step(incident=mine, step=StepName.DISCUSS, note="She wept.", by=head, at=AT, despite="By telephone.")
    closed(settled, Outcome.RESOLVED_BY_DISCUSSION)
    page = home("staff")
    assert "Have you seen a post that worries you?" in page
    assert f"{mine.reference} Social network 16 November 2026 Being looked at" in page
    assert f"{settled.reference} Social network 16 November 2026 Closed" in page
    for secret in (theirs.reference, "Talked", "wept", "Resolved", "Okafor", "What needs you", "Termly"):
        assert secret not in page, secret


def test_reports_of_which_one_is_kept_out_are_not_among_ones_own() -> None:
    incident = a_reported_post(people=[accused("staff")])
    assert incident.reference not in home("staff")
    assert "You have reported nothing yet" in home("staff")


def test_a_report_in_progress_is_on_its_authors_home_alone() -> None:
    school = School.objects.get(slug=SCHOOL)
    for office in ("staff", "head"):
        draft = start_draft(school=school, by=person(SCHOOL, office), at=AT)
        answers = {"summary": f"Begun by {office} <b>"}
        save_draft(draft=draft, answers=answers, by=person(SCHOOL, office), at=AT)
    assert "Begun by staff <b>" in home("staff") and "Begun by head" not in home("staff")
    assert "Begun by head <b>" in home("head") and "Begun by staff" not in home("head")
    assert "Kept until 23 November 2026" in home("staff")
    assert "Begun by" not in home("slt") + home("governor")


# Governors


def test_the_chair_finds_what_was_handed_over_and_the_terms() -> None:
    incident = some(1)[0]
    assert "Yours to decide" not in home("chair")
    assert "Termly summaries" in home("chair")
    hand_over(incident=incident, to=person(SCHOOL, "chair"), role=Role.CHAIR, by=person(SCHOOL, "head"), at=AT)
    assert "Yours to decide" in home("chair") and incident.reference in home("chair")
    assert incident.reference not in home("governor")


def test_a_governor_finds_figures_and_no_incident() -> None:
    incidents = some(6)
    page = home("governor")
    assert "Autumn 2026 So far at least 5 when it is over" in page
    assert not any(incident.reference in page for incident in incidents)
    assert "A pupil is named" not in page


def test_a_governor_finds_the_terms_empty_too() -> None:
    assert "Autumn 2026 So far fewer than 5 when it is over" in home("governor")


# The administrator


def without_an_owner() -> Incident:
    """An incident in which the head and the chair of a school without a trust both have a part."""
    both = [accused("head", "tregarth"), accused("chair", "tregarth")]
    return a_reported_post(school="tregarth", summary="About the two of them", people=both)


def test_the_administrator_learns_only_that_a_governor_is_needed() -> None:
    needed = "A governor is needed to own an incident"
    assert needed not in home("admin", "tregarth")
    incident = without_an_owner()
    page = home("admin", "tregarth")
    assert needed in page
    for secret in (incident.reference, "About the two of them", "Loveday Carne", "Ann Bolitho"):
        assert secret not in page
    for office in ("head", "chair", "slt", "governor", "staff"):
        assert needed not in home(office, "tregarth"), office
    link = f"/tregarth/appoint/{incident.key}/"
    assert link in browser("admin", "tregarth").get("/tregarth/").content.decode()
    assert browser("admin", "tregarth").get(link).status_code == 200
    governor, admin = person("tregarth", "governor"), person("tregarth", "admin")
    appoint_owner(incident=incident, who=governor, by=admin, at=NOW)
    assert needed not in home("admin", "tregarth")
    assert incident.reference in home("governor", "tregarth")


def test_an_administrator_whom_it_is_about_is_not_told_that_an_owner_is_needed() -> None:
    three = [accused(office, "tregarth") for office in ("head", "chair", "admin")]
    a_reported_post(school="tregarth", people=three)
    assert "A governor is needed" not in home("admin", "tregarth")


def test_the_administrator_sees_people_policy_and_terms() -> None:
    page = home("admin")
    assert "8 people hold an office" in page
    assert "Social media policy, adopted 1 September 2025" in page
    assert "Autumn 2026: 1 September 2026 to 18 December 2026" in page
    assert "What needs you" not in page and "Termly" not in page
    lead = Membership.objects.get(user=person(SCHOOL, "dsl"))
    end_membership(membership=lead, ends=date(2026, 11, 1), by=SET_UP, at=AT)
    assert "Nobody is designated safeguarding lead" in home("admin")


# Two offices


def test_somebody_with_two_offices_sees_both_blocks() -> None:
    incident = some(1)[0]
    also(person(SCHOOL, "staff"), Role.GOVERNOR)
    page = home("staff")
    assert "Have you seen a post that worries you?" in page and "Termly summaries" in page
    assert "What needs you" not in page
    also(person(SCHOOL, "admin"), Role.SLT)
    page = home("admin")
    assert "What needs you" in page and "Looking after the school" in page and incident.reference in page


def test_an_office_at_one_school_opens_nothing_at_another() -> None:
    also(person(SCHOOL, "staff"), Role.HEAD, "coldwell")
    incident = some(1)[0]
    assert "What needs you" not in home("staff")
    assert "What needs you" in words(browser("staff").get("/coldwell/"))
    assert incident.reference not in words(browser("staff").get("/coldwell/"))


def test_a_governor_is_not_led_to_incidents_and_a_chair_is(db: None) -> None:
    the_schools()
    link = 'href="/larkspur-infant/incidents/"'
    for office, shown in (("governor", False), ("chair", True), ("head", True), ("staff", False), ("admin", False)):
        text = client_of(person("larkspur-infant", office)).get("/larkspur-infant/").content.decode()
        assert (link in text) is shown, office
