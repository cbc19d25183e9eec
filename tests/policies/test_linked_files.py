"""The file of a linked document: who is handed it, that it is never swept up; and the document beside a step."""

import os
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.operations.tidying import paths_kept, sweep
from incidents.playing.cast import pass_governors
from incidents.playing.files import made_up
from policies.models import LinkedPolicy
from policies.operations.linking import Leads, change_linked, remove_linked
from policies.operations.starting import revise
from schools.files.store import receive
from schools.models import School
from tests.builders import AT, a_reported_post, person
from tests.policies.at_a_draft import ELSEWHERE, ISSUED, SCHOOL, browser, url, words
from tests.policies.at_a_draft import approved as approved
from tests.policies.at_a_draft import draft as draft
from tests.policies.at_a_draft import schools as schools
from tests.policies.at_linked import FILE, bring_into_force, files
from tests.policies.at_linked import linked as linked


def test_the_file_is_handed_out_byte_for_byte_to_whoever_sees_the_version(linked: LinkedPolicy) -> None:
    address = url(linked.version, FILE, linked.key)
    for office in ("head", "chair", "governor", "admin"):
        answer = browser(office).get(address)
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content) == made_up("pdf", 1).read()  # type: ignore[attr-defined]
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"].startswith('attachment; filename="capture-1.pdf"')
        assert answer["X-Content-Type-Options"] == "nosniff" and "sandbox" in answer["Content-Security-Policy"]
    for office, school in (("slt", SCHOOL), ("staff", SCHOOL), ("head", ELSEWHERE), ("head", ISSUED)):
        assert browser(office, school).get(address).status_code == 404
    without = linked.version.linked.get(title="Behaviour policy")
    assert browser().get(url(linked.version, FILE, without.key)).status_code == 404


def test_once_adopted_everybody_at_the_schools_that_adopted_it_reaches_the_file(
    linked: LinkedPolicy, schools: dict[str, School]
) -> None:
    bring_into_force(linked.version, schools[ISSUED])
    address = url(linked.version, FILE, linked.key, school=ISSUED)
    assert browser("staff", ISSUED).get(address).getvalue() == made_up("pdf", 1).read()
    assert browser("staff", SCHOOL).get(url(linked.version, FILE, linked.key)).status_code == 404, "not adopted here"


def test_a_file_that_is_lost_is_said_to_be(linked: LinkedPolicy, evidence_root: Path) -> None:
    (evidence_root / linked.path).unlink()
    answer = browser().get(url(linked.version, FILE, linked.key))
    assert answer.status_code == 500 and "could not be opened" in words(answer)


def test_a_file_that_any_version_leads_to_is_never_swept_up(linked: LinkedPolicy, evidence_root: Path) -> None:
    head = {"by": person(SCHOOL, "head"), "at": AT}
    pass_governors(linked.version, head["by"], person(SCHOOL, "chair"), "", AT)
    copy = revise(version=linked.version, **head)
    remove_linked(linked=copy.linked.get(title=linked.title), edition=0, **head)
    orphan = receive(made_up("pdf", 2), folder=SCHOOL)
    assert linked.path in set(paths_kept())
    for each in files(evidence_root):
        os.utime(each, (0, 0))  # a file's own clock is the machine's, not the test's
    assert sweep(at=AT).files == 1
    assert (evidence_root / linked.path).exists() and not (evidence_root / orphan.path).exists()


def test_every_model_that_holds_a_path_is_asked_before_a_file_is_swept() -> None:
    originals = [each for each in apps.get_models() if not each.__name__.startswith("Historical")]
    names = {each.__name__ for each in originals if {"path", "sha256"} <= {field.name for field in each._meta.fields}}
    assert names == {"Evidence", "DraftFile", "LinkedPolicy"}, "paths_kept() reads each of these"


@pytest.mark.parametrize(("step", "shown"), [("complaints", True), ("discuss", True), ("support", False)])
def test_whoever_takes_a_step_sees_what_the_policy_leads_to_there(
    linked: LinkedPolicy, schools: dict[str, School], step: str, shown: bool
) -> None:
    change_linked(
        linked=linked,
        edition=1,
        leads=Leads("Complaints procedure", "https://larkspur.example/c", "The office", ["COMPLAINTS", "DISCUSS"]),
        by=person(SCHOOL, "head"),
        at=AT,
    )
    bring_into_force(linked.version, schools[ISSUED])
    incident = a_reported_post(ISSUED)
    page = browser("slt", ISSUED).get(f"/{ISSUED}/incidents/{incident.reference}/steps/{step}/").content.decode()
    address = url(linked.version, FILE, linked.key, school=ISSUED)
    assert (f'href="{address}"' in page, 'href="https://larkspur.example/c"' in page) == (shown, shown)
    assert ("Look at it here" in page) is shown


def test_a_step_asks_the_database_once_however_many_documents_there_are(
    linked: LinkedPolicy, schools: dict[str, School]
) -> None:
    bring_into_force(linked.version, schools[SCHOOL])
    incident = a_reported_post()
    address = f"/{SCHOOL}/incidents/{incident.reference}/steps/discuss/"
    client = browser()
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    assert len([each for each in few if "policies_linkedpolicy" in each["sql"]]) == 1
