"""A school is taken out whole: nothing of it is left anywhere, the others are sound, and a statement ends its record.

S14.18; and S14.16: it is taken out again where an older backup brings it back.
"""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection

from incidents.models import Incident, Link
from incidents.operations.details import link_incidents
from incidents.operations.holding import lift_hold, place_hold
from policies.models import Adoption, Policy
from policies.operations.handing_over import who_goes_by_them
from schools import erasure, erasure_log, outbox, triggers
from schools.anchors.checking import check_files
from schools.belonging import OF_NO_SCHOOL, PERSONAL, every_model, history_of, ways_up
from schools.history import SET_UP
from schools.models import Anchor, DoomedFile, Event, Outgoing, School, TakenOut, User
from schools.operations import appoint
from schools.reconcile import differences
from schools.verification import verify
from schools.vocabulary import Role
from tests.builders import AT, client_of, person
from tests.databases import as_the_owner
from tests.prove._leftovers import left_over
from tests.prove._marked import Marked, marked_schools
from tests.schools.anchored import night
from tests.schools.at_the_people import TODAY

GOES, STAYS = "coldwell", "tregarth"


@pytest.fixture
def file(db: None, settings: Any, tmp_path: Path) -> Path:
    """Where statements, files and the log of erasures are kept, for this test alone."""
    settings.EVIDENCE_ROOT, settings.ERASURE_LOG = tmp_path / "evidence", tmp_path / "erasures.jsonl"
    settings.ANCHOR_FILE = str(tmp_path / "statements")
    return tmp_path / "statements"


@pytest.fixture
def marked(file: Path) -> Marked:
    """Four schools full of canaries, a night after which all is signed."""
    made = marked_schools(90, AT, 18)
    night()
    return made


@pytest.fixture
def out(django_capture_on_commit_callbacks: Any) -> Any:
    """The command, as the owner of the tables gives it; what it printed."""

    def take(slug: str = GOES, **options: Any) -> str:
        said, name = io.StringIO(), School.objects.get(slug=slug).name
        given = {"name": name, "reason": "The contract is over", **options}
        with as_the_owner(), django_capture_on_commit_callbacks(execute=True):
            call_command("take_out_school", slug, **given, stdout=said)
        return said.getvalue()

    return take


def words_of(marked: Marked, slug: str) -> list[str]:
    """The canaries of a school."""
    return [word.lower() for word, school in marked.canaries.items() if school == slug]


def test_nothing_of_the_school_is_left_anywhere_and_everything_of_the_others_is(marked: Marked, out: Any) -> None:
    school, people = School.objects.get(slug=GOES), [person(GOES, each) for each in ("head", "staff", "chair")]
    names = [school.name.lower(), f"{GOES}/", *(each.email.lower() for each in people)]
    client_of(people[0]).get(f"/{GOES}/")
    cache.set("typed", words_of(marked, GOES)[0])
    mine, theirs = words_of(marked, GOES), [*words_of(marked, STAYS), *words_of(marked, "larkspur-infant")]
    before, stood = left_over([*mine, *names]), left_over(theirs)
    assert len(mine) > 20 and {word for found in before.values() for word in found} >= {*mine, *names}
    said = out()
    assert left_over([*mine, *names]) == {}
    assert left_over(theirs) == stood
    assert not School.objects.filter(slug=GOES).exists() and not DoomedFile.objects.exists()
    assert list((Path(django_settings.EVIDENCE_ROOT) / GOES).glob("*")) == []
    assert f"{school.name} was taken out" in said and "BEGIN FAIRPOST STATEMENT" in said


def test_no_row_of_any_table_still_points_to_it(marked: Marked, out: Any) -> None:
    number = School.objects.get(slug=GOES).pk
    people = set(User.objects.filter(memberships__school=number).values_list("pk", flat=True))
    out()
    for model in [*every_model(), *(each for each in triggers.protected() if hasattr(each, "instance_type"))]:
        for column in model._meta.local_fields:
            if column.is_relation and column.related_model in (School, User):
                wanted = {number} if column.related_model is School else people
                assert not model._base_manager.filter(**{f"{column.attname}__in": wanted}).exists(), column
    assert triggers.missing(connection) == []
    connection.check_constraints()


def test_the_others_and_the_statements_stay_sound_and_say_that_it_was_taken_out(
    marked: Marked, out: Any, file: Path
) -> None:
    number = School.objects.get(slug=GOES).pk
    out()
    left = list(School.objects.all())
    assert len(left) == 3 and all(verify(school).sound for school in left)
    tracked = [model for model in every_model() if history_of(model)]
    assert len(tracked) > 30 and [each for model in tracked for each in differences(model)] == []
    found = check_files([file], left)
    assert found.findings == [] and len(found.notes) == 1
    assert found.notes[0].startswith(f"Record {number} ended on") and "was taken out" in found.notes[0]
    night(1)
    assert check_files([file], left).findings == [] and Anchor.objects.count() == 3
    said = io.StringIO()
    call_command("verify_record", stdout=said)
    assert said.getvalue().count("is sound") == 3


def test_whoever_works_elsewhere_too_keeps_their_account_and_whoever_does_not_has_none(
    marked: Marked, out: Any
) -> None:
    both, only, lead = (
        person(GOES, "slt"),
        person(GOES, "staff"),
        User.objects.get(email="trust_lead@coldwell-trust.example"),
    )
    appoint(user=both, role=Role.STAFF, school=School.objects.get(slug=STAYS), starts=TODAY, by=SET_UP, at=AT)
    browser = client_of(both)
    browser.get(f"/{GOES}/")
    out()
    assert set(User.objects.filter(pk__in=[both.pk, only.pk, lead.pk])) == {both, lead}
    assert both.memberships.count() == 1 and not User.history.filter(id=only.pk).exists()
    assert not Session.objects.filter(session_key=browser.session.session_key).exists()
    assert client_of(both).get(f"/{STAYS}/").status_code == 200
    assert client_of(both).get(f"/{GOES}/").status_code == 404


def test_it_is_refused_under_a_legal_hold_by_another_name_and_without_a_place_for_the_statement(
    marked: Marked, out: Any, settings: Any
) -> None:
    incident, before = marked.incidents[GOES][0], Event.objects.across_schools("test").count()
    place_hold(incident=incident, reason="A claim", by=person(GOES, "head"), at=AT)
    with pytest.raises(CommandError, match=f"A legal hold stands on {incident.reference} of Coldwell Academy"):
        out()
    lift_hold(incident=incident, reason="Over", by=person(GOES, "head"), at=AT)
    for given, why in (
        ({"name": "Coldwell"}, "does not say the name"),
        ({"reason": " "}, "Say why"),
        ({"reason": "Coldwell Academy left"}, "out of the reason"),
        ({"policies_to": "nowhere"}, "There is no school at nowhere"),
    ):
        with pytest.raises(CommandError, match=why):
            out(**given)
    settings.ANCHOR_FILE = ""
    with pytest.raises(CommandError, match="Set FAIRPOST_ANCHOR_FILE first"):
        out()
    assert Event.objects.across_schools("test").count() == before + 2 and not TakenOut.objects.exists()
    assert triggers.missing(connection) == []


def test_a_policy_that_others_go_by_is_handed_to_one_of_them_or_nothing_goes(marked: Marked, out: Any) -> None:
    keeper, heir = (School.objects.get(slug=each) for each in ("larkspur-infant", "larkspur-junior"))
    policy, incidents = Policy.objects.get(school=keeper), Incident.objects.of(heir).count()
    with pytest.raises(CommandError, match="Larkspur Junior Academy adopted or were issued a policy"):
        out("larkspur-infant")
    with pytest.raises(CommandError, match="Tregarth Primary School neither adopted"):
        out("larkspur-infant", policies_to=STAYS)
    out("larkspur-infant", policies_to="larkspur-junior")
    policy.refresh_from_db()
    assert policy.school == heir and who_goes_by_them(heir) == []
    assert Adoption.objects.filter(version__policy=policy).count() == 1
    assert incidents == Incident.objects.of(heir).count() > 0
    assert Event.objects.of(heir).filter(kind="policy-handed-over").count() == 1 and verify(heir).sound
    assert left_over(words_of(marked, "larkspur-infant")) == {}


def test_a_link_from_another_school_goes_and_that_schools_story_stays(marked: Marked, out: Any) -> None:
    mine, theirs = marked.incidents["larkspur-infant"][0], marked.incidents["larkspur-junior"][0]
    head = person("larkspur-junior", "head")
    link_incidents(incident=theirs, to=mine, reason="The same post", by=head, at=AT)
    out("larkspur-infant", policies_to="larkspur-junior")
    assert not Link._base_manager.exists() and list(differences(Link)) == []
    assert client_of(head).get(f"/larkspur-junior/incidents/{theirs.reference}/").status_code == 200


def test_mail_that_names_it_goes_to_whomever_it_is_and_other_mail_stays(marked: Marked, out: Any) -> None:
    operator = "watch@service.example"
    data = {"school": "Coldwell Academy", "link": f"/{GOES}/people/", "office": "Staff"}
    outbox.post(to=operator, template="something_to_see", data=data, at=AT)
    outbox.post(
        to=operator,
        template="something_to_see",
        data=data | {"school": "Tregarth Primary School", "link": f"/{STAYS}/"},
        at=AT,
    )
    out()
    assert [each.data["school"] for each in Outgoing.objects.filter(to=operator)] == ["Tregarth Primary School"]


def test_a_restored_backup_has_it_taken_out_again_and_a_new_school_of_its_number_is_left_alone(
    marked: Marked, out: Any, django_capture_on_commit_callbacks: Any
) -> None:
    """S14.16. What the log of erasures keeps is enough, and is done to that very record alone."""
    school = School.objects.get(slug=GOES)
    first = bytes(Event.objects.of(school).get(number=1).hash).hex()
    receipt = {
        "subject": f"school:{school.pk}",
        "school": school.pk,
        "first": first,
        "event": "0" * 64,
        "act": "SCHOOL",
    }
    receipt |= {"reason": "The contract is over", "statement": 2, "recorded_at": AT.isoformat()}
    other = receipt | {"first": "1" * 64, "event": "2" * 64}
    with as_the_owner(), django_capture_on_commit_callbacks(execute=True):
        assert erasure.reapply([other], at=AT) == []
        done = erasure.reapply([receipt, other], at=AT)
    assert [each.head for each in done] == ["0" * 64] and not School.objects.filter(slug=GOES).exists()
    assert left_over(words_of(marked, GOES)) == {}
    assert [line["event"] for line in erasure_log.kept()] == ["0" * 64]
    assert erasure.reapply([receipt], at=AT) == []


def test_the_log_of_erasures_says_which_record_it_was_and_names_nobody(marked: Marked, out: Any) -> None:
    school = School.objects.get(slug=GOES)
    first = bytes(Event.objects.of(school).get(number=1).hash).hex()
    out()
    (line,) = [each for each in erasure_log.kept() if each["subject"].startswith("school:")]
    assert (line["school"], line["first"]) == (school.pk, first) and line == json.loads(TakenOut.objects.get().line)
    assert line in erasure.erasures_since(AT) and school.name not in json.dumps(line)


def test_every_table_belongs_to_a_school_to_somebody_or_to_nobody() -> None:
    """A table that comes later has to be said here, or it would be left behind."""
    for model in every_model():
        label = model._meta.label
        said = [bool(ways_up(model)) or label == "schools.School", label in PERSONAL, label in OF_NO_SCHOOL]
        assert said.count(True) == 1, label
