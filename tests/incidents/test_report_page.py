"""The pages on which a post is reported: who may come, what is asked first, what is kept, and where they lead."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from incidents.models import Exclusion, Incident, Involvement, ReportDraft
from incidents.playing.cast import pass_governors
from incidents.vocabulary import FindingKind, Identity, Part
from policies.models import Adoption
from policies.operations.life import adopt
from policies.operations.starting import revise
from schools.history import SET_UP, acting
from schools.models import User
from schools.vocabulary import Role
from tests.builders import client_of, person, seat, the_schools
from tests.incidents.reporting import SCHOOL, a_draft, category, page_of, send, somebody, typed

START = reverse("report_start", args=[SCHOOL])
PAGES = ("report_form", "report_image", "report_throw_away")


@pytest.fixture
def staff(db: None) -> User:
    """A member of staff of a fixture school."""
    the_schools()
    return person(SCHOOL, "staff")


@pytest.fixture
def client(staff: User) -> Client:
    """A browser in which they are signed in."""
    return client_of(staff)


def test_whoever_reports_is_led_from_the_start_to_the_question_and_then_to_the_form(client: Client) -> None:
    assert "Start a report" in client.get(START).content.decode()
    asked = client.post(START)
    draft = ReportDraft._base_manager.get()
    assert asked.url == page_of(draft, "report_image")
    assert client.get(page_of(draft)).url == asked.url
    assert 'type="file"' not in client.get(asked.url).content.decode()
    assert client.post(asked.url, {"shows": "no"}).url == page_of(draft)
    assert 'type="file"' in client.get(page_of(draft)).content.decode()


@pytest.mark.parametrize("office, status", [("staff", 200), ("slt", 200), ("head", 200), ("dsl", 200), ("chair", 404),
                                            ("governor", 404), ("admin", 404), ("trust_lead", 404)])  # fmt: skip
def test_only_offices_that_report_come_to_the_start(staff: User, office: str, status: int) -> None:
    assert client_of(person(SCHOOL, office)).get(START).status_code == status
    assert client_of(person(SCHOOL, office)).post(START).status_code == (302 if status == 200 else 404)


def test_a_draft_is_its_authors_alone_and_for_everybody_else_it_is_not_there(client: Client, staff: User) -> None:
    draft = a_draft(staff)
    nothing = client.get(page_of(ReportDraft(school=draft.school)))  # a key that no draft has
    assert nothing.status_code == 404
    strangers = [person(SCHOOL, "head"), person(SCHOOL, "admin"), person("larkspur-junior", "staff")]
    for route in (*PAGES, "report_add_file", "report_remove_file"):
        posts_only = route.endswith("_file")
        assert client.get(page_of(draft, route)).status_code == (405 if posts_only else 200)
        for stranger in map(client_of, strangers):
            for answer in (stranger.get, stranger.post)[posts_only:]:
                assert answer(page_of(draft, route)).content == nothing.content
    assert ReportDraft._base_manager.count() == 1


@pytest.mark.parametrize("answer, intimate", [("yes", True), ("unsure", True), ("no", False)])
def test_yes_and_not_sure_keep_the_file_field_away(client: Client, staff: User, answer: str, intimate: bool) -> None:
    draft = a_draft(staff, intimate=None)
    assert "Answer this first" in client.post(page_of(draft, "report_image")).content.decode()
    client.post(page_of(draft, "report_image"), {"shows": answer})
    page = client.get(page_of(draft)).content.decode()
    assert ("No file can be added" in page, 'type="file"' in page) == (intimate, not intimate)


def test_a_report_about_an_intimate_image_is_sent_in_words(client: Client, staff: User) -> None:
    draft = a_draft(staff, intimate=True)
    answer = send(client, draft, source="A child in the shower; it is on a parent's telephone.")
    assert answer.status_code == 302
    finding = Incident._base_manager.get().findings.get()
    assert (finding.kind, finding.words[:7]) == (FindingKind.IMAGE_REFUSED, "A child")


def test_what_is_reported_is_what_was_typed(client: Client, staff: User) -> None:
    draft = a_draft(staff)
    answer = send(client, draft, statement="I saw it too.", witness="A parent, today", emergency="on", concern="Lunch")
    incident = Incident._base_manager.get()
    assert answer.url == reverse("progress", args=[SCHOOL, incident.reference])
    assert (incident.channel, incident.group_size, incident.emergency) == ("CLOSED_CHAT", 28, True)
    post, link, kept = incident.posts.get(), incident.involvements.get(), incident.evidence.get()
    assert f"{timezone.localtime(post.posted_at):%H:%M}" == "18:30"
    assert (post.words, post.by) == ("It was R again.", link)
    assert (link.person.name, link.part, link.user) == ("Kerry Lodge", Part.AUTHOR, None)
    assert (kept.words, kept.source) == ("I saw it too.", "A parent, today")
    assert incident.owner_role == Role.HEAD


def test_each_is_led_to_what_they_may_see_of_their_report(staff: User) -> None:
    for office, route in (("head", "incident"), ("slt", "incident"), ("staff", "progress")):
        by = person(SCHOOL, office)
        answer = send(client_of(by), a_draft(by))
        incident = Incident._base_manager.latest("pk")
        assert answer.url == reverse(route, args=[SCHOOL, incident.reference])
        assert client_of(by).get(answer.url).status_code == 200


def test_somebody_who_reports_their_own_part_in_it_is_led_home(client: Client, staff: User) -> None:
    mine = somebody(0, name="", part="SHARER", sign_in=str(staff.key))
    answer = send(client, a_draft(staff), **mine)
    assert answer.url == reverse("home", args=[SCHOOL])
    link = Involvement._base_manager.get()
    assert (link.person.name, link.user) == (staff.name, staff)


def test_an_accused_colleague_is_kept_out_and_an_accused_head_loses_ownership_at_once(
    client: Client, staff: User
) -> None:
    head = person(SCHOOL, "head")
    send(client, a_draft(staff), **somebody(1, name="Mrs O", part="ACCUSED", sign_in=str(head.key)))
    incident = Incident._base_manager.get()
    assert incident.owner_role == Role.CHAIR
    assert Exclusion._base_manager.get().user == head
    page = reverse("incident", args=[SCHOOL, incident.reference])
    assert client_of(head).get(page).status_code == 404
    assert client_of(person(SCHOOL, "slt")).get(page).status_code == 200


def test_whether_a_named_person_can_sign_in_is_asked_before_anything_is_sent(client: Client, staff: User) -> None:
    draft = a_draft(staff)
    answer = send(client, draft, **somebody(0, name="Kerry Lodge", part="AUTHOR", sign_in=""))
    assert answer.status_code == 200
    assert "Say whether this person can sign in here" in answer.content.decode()
    assert not Incident._base_manager.exists()
    assert send(client, draft, **somebody(0, name="Kerry Lodge", part="AUTHOR", sign_in="no")).status_code == 302


def test_before_the_first_save_it_is_asked_whether_it_concerns_somebody_who_can_sign_in(
    client: Client, staff: User
) -> None:
    """S8.16: also where nobody is named; and whoever answers yes says who it is."""
    head, nobody = person(SCHOOL, "head"), {**somebody(0, part="AUTHOR"), **somebody(1, part="TARGET")}
    for answer, sentence in (("", "Answer this before you send it"), ("yes", "Choose who it is"), ("x", "Choose one")):
        page = send(client, a_draft(staff), **nobody, insider=answer)
        assert page.status_code == 200 and page.content.decode().count(sentence) >= 2, answer
    assert not Incident._base_manager.exists()
    assert send(client, a_draft(staff), **nobody, insider="no").status_code == 302
    accused = somebody(1, name="Mrs O", part="ACCUSED", sign_in=str(head.key))
    assert send(client, a_draft(staff), **{**nobody, **accused}, insider="yes").status_code == 302
    assert [each.user for each in Exclusion._base_manager.all()] == [head]


def test_nobody_has_to_be_named(client: Client, staff: User) -> None:
    send(client, a_draft(staff), **somebody(0, part="AUTHOR", sign_in=""), **somebody(1, part="TARGET", sign_in=""))
    assert Incident._base_manager.get().involvements.count() == 0


def test_people_are_added_and_taken_out_without_script_and_nothing_typed_is_lost(client: Client, staff: User) -> None:
    draft = a_draft(staff)
    given = typed(summary="Half a sen", words="\u200fוהוא אמר")
    del given["report"]
    assert client.post(page_of(draft), {**given, "add_person": "1"}).url == page_of(draft) + "#more-people"
    page = client.get(page_of(draft)).content.decode()
    assert 'id="id_person-2-name"' in page and "Half a sen" in page and "\u200fוהוא אמר" in page
    witness = somebody(2, name="Mia", part="WITNESS", identity=Identity.CONFIRMED)
    client.post(page_of(draft), {**given, **witness, "add_person": "1"})
    client.post(page_of(draft), {**given, **witness, **somebody(3, name="Sam", part="NAMED"), "drop_person": "2"})
    page = client.get(page_of(draft)).content.decode()
    assert 'value="Sam"' in page and 'value="Mia"' not in page and 'id="id_person-3-name"' not in page


def test_a_report_is_saved_listed_carried_on_and_thrown_away(client: Client, staff: User) -> None:
    draft = a_draft(staff)
    assert send(client, draft, summary="For later", report=[], save="1").url == START
    page = client.get(START, follow=True).content.decode()
    assert "For later" in page and page_of(draft) in page and "Kept until" in page
    assert "For later" not in client_of(person(SCHOOL, "slt")).get(START).content.decode()
    asked = send(client, draft, report=[], throw_away="1")
    assert asked.url == page_of(draft, "report_throw_away")
    assert client.get(asked.url).status_code == 200 and ReportDraft._base_manager.count() == 1
    assert client.post(asked.url).url == START
    assert not ReportDraft._base_manager.exists() and client.get(page_of(draft)).status_code == 404


def test_what_was_typed_outlives_the_session_for_its_author_alone(client: Client, staff: User) -> None:
    draft = a_draft(staff)
    kept = client.post(page_of(draft), typed(words="Half of it"), headers={"X-Requested-With": "fetch"})
    assert kept.status_code == 200 and set(kept.json()) == {"saved"}
    assert not Incident._base_manager.exists()
    client.logout()
    late = send(client, draft, words="All of it")
    assert late.status_code == 302 and late.url.startswith(reverse("account_login"))
    for who, status in ((person(SCHOOL, "head"), 404), (staff, 200)):
        client.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
        seat(client, who, at=timezone.now())
        assert client.get(page_of(draft)).status_code == status
    assert "Half of it" in client.get(page_of(draft)).content.decode()


def test_the_school_sees_its_own_categories_with_what_each_means(client: Client, staff: User) -> None:
    page = client.get(page_of(a_draft(staff))).content.decode()
    for row in category("RACIST").version.categories.all():
        assert row.name in page.replace("&#x27;", "'") and row.help in page.replace("&#x27;", "'")
        assert f">{row.kind}<" not in page


def an_older_version(without: str) -> Any:
    """The school adopts today's version ten days ago; the one before has no category of this kind."""
    today = timezone.localdate()
    new = revise(version=category("RACIST").version, by=SET_UP, at=timezone.now())
    old = Adoption.objects.get(school__slug=SCHOOL)
    bare = revise(version=old.version, by=SET_UP, at=timezone.now())
    with acting(SET_UP):
        bare.categories.get(kind=without).delete()
    for version, days in ((bare, 40), (new, 10)):
        pass_governors(version, SET_UP, SET_UP, "", timezone.now())
        given = {"adopted_on": today - timedelta(days=days), "review_due": "Summer 2029"}
        adopt(school=old.school, version=version, by=SET_UP, at=timezone.now(), **given)
    return bare


def test_a_post_of_an_older_day_falls_under_the_version_of_that_day_or_is_refused_at_the_field(
    client: Client, staff: User
) -> None:
    bare = an_older_version(without="RACIST")
    day = timezone.localdate() - timedelta(days=20)
    then = {"posted_on_0": day.day, "posted_on_1": day.month, "posted_on_2": day.year, "posted_time": ""}
    draft = a_draft(staff)
    missing = send(client, draft, categories=[category("RACIST").pk], **then)
    assert missing.status_code == 200 and "has no such category" in missing.content.decode()
    assert not Incident._base_manager.exists()
    assert send(client, draft, categories=[category("OFFENSIVE").pk], **then).status_code == 302
    incident = Incident._base_manager.get()
    assert incident.adoption.version == bare
    assert incident.categorisations.get().category.version == bare
