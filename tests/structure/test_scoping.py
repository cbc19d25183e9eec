"""A question about rows of a school begins with the school, in all of the code (S8.03)."""

import ast

import pytest
from django.db import models
from django.forms import modelform_factory

from incidents.models import Incident, Post
from schools.models import School
from schools.scoping import Unscoped, path_of
from tests.builders import a_reported_post
from tests.structure.scoping import is_history, ours, reasons, scoped, violations
from tests.structure.source import called, parsed, product

COMMANDS = (
    *(f"schools.management.commands.{name}" for name in ("confirm_office", "create_school", "invite_administrator")),
    *(f"schools.management.commands.{name}" for name in ("open_account", "reset_second_factor")),
    *(f"schools.management.commands.{name}" for name in ("see_leavers_off", "verify_record")),
    *(f"incidents.management.commands.{name}" for name in ("benchmark", "play_scenario", "seed_bulk", "seed_demo")),
    *(f"incidents.management.commands.{name}" for name in ("evidence_pack", "propose_disposal", "reapply_erasures")),
    *("incidents.management.commands.sweep", "policies.management.commands.send_reminders"),
    *("schools.management.commands.anchor_records", "schools.management.commands.tell_of_unused_accounts"),
    "incidents.management.commands.verify_records_nightly",
    *(f"config.management.commands.{name}" for name in ("backup", "drill", "finish_restore", "restore")),
    *(f"config.management.commands.{name}" for name in ("move_to", "take_out_school")),
)

ACROSS = {
    "schools.invitations": "the link of an invitation is opened by somebody who has no school yet",
    "incidents.access": "the same, once they were let in",
    "policies.public": "whether a school shows its policy is asked before anybody knows the school",
    "schools.operations.factors": "a second factor is a person's, at however many schools",
    "incidents.break_glass": "whoever asks to read an incident may hold no office at its school",
    "incidents.letting_in": "the same, once they were let in",
    "incidents.linking": "incidents of two schools of a trust are linked; who sees which is asked of each",
    "incidents.lists": "Django fills in the categories of the incidents of a page, by their keys",
    "incidents.operations.break_glass": "the nightly sweep ends what lapsed, at every school",
    "incidents.operations.drafts": "the nightly sweep throws away what lapsed, at every school",
    "schools.operations.sending": "the nightly sweep lets go of tokens that expired, at every school",
    "incidents.files_kept": "a file stays as long as any row refers to it",
    "incidents.bulk": "references are unique over all schools",
    "config.backup.snapshot": "a backup is of the whole installation",
    "config.readiness": "the clock is compared with the last event of any school",
    "schools.belonging": "whoever acted at another school, too, keeps their account when one is taken out",
    "schools.erasure": "receipts are kept outside, and a restored database forgets again: of every school",
    **dict.fromkeys(COMMANDS, "run by whoever runs the service, or by its clock"),
}
"""The modules that ask several schools at once, or reach them, and why."""

DOORS = {
    "schools.door": "a page of a school",
    "incidents.access": "a page of an incident, for whoever was let in to read it",
    "incidents.break_glass": "a page on being let in",
    "policies.public": "what a school shows to everybody",
    "schools.invitations": "the link of an invitation",
}
"""Where a request comes within reach of a school (S8.09)."""

WITHIN = {
    "schools.dates": "a policy that is adopted goes by the days of the school that keeps it",
    "incidents.linking": "an incident at another school of the trust is looked for by its reference",
    "incidents.operations.details": "the incident that is linked may be at another school of the trust",
    "config.taken_before": "a form that was taken leads on, also where its page is not theirs any more",
    "policies.operations.issuing": "the records of both schools tell of it",
    "schools.operations.factors": "the record of each of somebody's schools tells of it",
    "schools.operations.openid": "the same",
    "schools.operations.leaving": "what was held out to somebody ends at every school",
}
"""Where schools other than that of the address are named."""

MADE_IN = {"schools.scoping", "schools.reach"}

PAST = {
    "incidents.bulk": "seed_bulk fills a database for measuring, a batch at a time",
    "schools.files.decoding.documents": "the objects of a PDF are no rows",
    "schools.reconcile": "every row of every model is compared with its history, whatever the model",
    "schools.scoping": "it is made of them",
}
"""The modules that take a manager of Django's own."""

OF_NO_ONE_SCHOOL = {
    "Membership": "says which schools somebody belongs to: asked before there is one",
    "Policy": "may be issued to other schools and adopted there; its door is policies/access.py",
    "Issue": "the same: to which school a version was issued",
    "Adoption": "the same: a version is frozen once any school has adopted it",
}
"""Models that name a school and are asked about in another way."""


def test_every_question_about_rows_of_a_school_begins_with_it() -> None:
    modules = [module for module in product() if module.name not in PAST]
    wrong = [each for module in modules for each in violations(module)]
    print(f"{len(modules)} modules, {len(scoped())} models with a school, history included")
    assert len(modules) > 300 and len(scoped()) >= 40
    assert not wrong, "\n".join(wrong)
    assert all(any(violations(module)) for module in product() if module.name in PAST)


def test_only_named_modules_ask_several_schools_and_say_why_in_a_sentence() -> None:
    given = {module.name: list(reasons(module)) for module in product() if module.name not in MADE_IN}
    assert {name for name, found in given.items() if found} == set(ACROSS)
    said = [each for found in given.values() for each in found if not isinstance(each, ast.Name)]
    assert all(isinstance(each, ast.Constant) and str(each.value).endswith(".") for each in said)
    assert all(len(str(each.value).split()) >= 6 for each in said if isinstance(each, ast.Constant))


def test_only_doors_come_within_reach_of_a_school_and_only_named_modules_name_another() -> None:
    calls = {(module.name, word) for module in product() if module.name not in MADE_IN for word, _ in called(module)}
    assert {name for name, word in calls if word == "come_within"} == set(DOORS)
    assert {name for name, word in calls if word == "within"} == set(WITHIN)
    assert {name for name, word in calls if word == "nowhere"} == {"config.reaching"}


def test_a_question_without_a_school_is_found_and_told_what_to_write() -> None:
    found = list(violations(parsed("Incident.objects.filter(pk=1)\nPost.objects.all()\nmodel.objects.of(1)\n")))
    assert found == [
        "incidents/made_up.py:1: Incident.objects.filter asks every school: write .of(school), "
        'or .across_schools("why")',
        "incidents/made_up.py:2: Post.objects.all asks every school: write .of(school) or .of(incident), "
        'or .across_schools("why")',
    ]
    assert len(list(violations(parsed("Incident._base_manager.get(pk=1)\nx = Incident.history.all()\n")))) == 2
    assert not list(violations(parsed("Incident.objects.of(school).filter(pk=1)\nUser.objects.filter(pk=1)\n")))


def test_every_model_that_names_a_school_has_such_a_manager_or_a_reason() -> None:
    names = {model for model in ours() if any(field.name == "school" for field in model._meta.get_fields())}
    assert {model.__name__ for model in names if not path_of(model) and not is_history(model)} == set(OF_NO_ONE_SCHOOL)
    histories = {model for model in ours() if is_history(model)}
    ways = {"school", "incident__school", "document__incident__school", "request__school", "part__request__school", ""}
    assert {path_of(each) for each in histories} == ways
    for each in histories:
        assert path_of(each) == path_of(each.instance_type), each  # type: ignore[attr-defined]


def test_no_other_way_to_begin_works_and_djangos_own_ways_do() -> None:
    words = {word for word in dir(models.Manager) if callable(getattr(models.QuerySet, word, None))}
    words = {word for word in words if not word.startswith("_")} - {"none", "create", "bulk_create"}
    assert len(words) >= 40
    for model in scoped().values():
        for word in words:
            with pytest.raises(Unscoped, match=r"would ask every school"):
                getattr(model.objects, word)()  # type: ignore[attr-defined]
        with pytest.raises(Unscoped):
            model.objects.create()  # type: ignore[attr-defined]
        with pytest.raises(Unscoped):
            model.objects.across_schools(" ")  # type: ignore[attr-defined]
        assert type(model._base_manager) is models.Manager, model
        assert "across_schools" not in dir(model._default_manager), model


@pytest.mark.django_db
def test_a_school_sees_its_own_and_related_rows_and_forms_go_on() -> None:
    ours, theirs = a_reported_post(), a_reported_post("larkspur-junior")
    assert list(Incident.objects.of(ours.school)) == list(Incident.objects.of(ours.school_id)) == [ours]
    assert list(Post.objects.of(ours.school)) == list(Post.objects.of(ours)) == list(ours.posts.all())
    assert set(Incident.objects.of(School.objects.filter(pk=theirs.school_id))) == {theirs}
    assert set(Post.objects.of(Incident.objects.of(theirs.school))) == set(theirs.posts.all())
    assert set(Incident.objects.of([ours.school, theirs.school])) == {ours, theirs}
    assert not Incident.objects.of([]).exists() and not Incident.objects.none().exists()
    assert {each.school_id for each in Incident.objects.across_schools("The test asks.")} == {
        ours.school_id,
        theirs.school_id,
    }
    assert Incident.history.model.objects.of(ours.school).count() == Incident.history.filter(id=ours.pk).count() > 0
    assert modelform_factory(Incident, fields=["adoption"])(instance=ours).is_bound is False
    ours.refresh_from_db()
    ours.full_clean(exclude=["owner", "closed_by"])
