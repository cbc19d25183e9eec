"""What the tests of the life of a version share: a version at each of its moments, and the form of each act."""

from typing import Any

from django.http import HttpResponse

from incidents.playing.cast import latest_adoption, pass_governors
from policies.life import status_of
from policies.models import PolicyVersion
from policies.operations import life
from policies.vocabulary import Status
from schools.models import School
from tests.builders import AT, person
from tests.policies.at_a_draft import KEEPERS, SCHOOL, browser, now, url

TODAY = AT.date()
DAY = {"adopted_on_0": "5", "adopted_on_1": "1", "adopted_on_2": "2027", "review_due": "autumn 2028"}
APPROVAL = {"body": "The governors", "meeting": "10 November 2026", "note": "Minute 7"}
BODIES: dict[str, dict[str, str]] = {
    "version_send": {"note": "The categories first"},
    "version_send_back": {"note": "Say who decides"},
    "version_approve": APPROVAL,
    "version_withdraw": {"note": "Begun twice"},
    "version_revise": {"comments": "Class groups added"},
    "version_adopt": DAY,
}
GOVERNORS = ("chair", "governor")
MAY = {
    "version_send": KEEPERS,
    "version_send_back": (*KEEPERS, "governor"),
    "version_approve": GOVERNORS,
    "version_withdraw": KEEPERS,
    "version_revise": KEEPERS,
    "version_adopt": KEEPERS,
}
FROM = {
    "version_send_back": "sent",
    "version_approve": "sent",
    "version_revise": "in force",
    "version_adopt": "approved",
}


def at_its_moment(draft: PolicyVersion, name: str) -> PolicyVersion:
    """The version as it is when the page is for it: a draft, unless the page is for a later moment."""
    head, moment = person(SCHOOL, "head"), FROM.get(name)
    if moment == "in force":
        return latest_adoption(School.objects.get(slug=SCHOOL)).version
    if moment == "sent":
        life.send_to_governors(version=draft, note="", by=head, at=AT)
    if moment == "approved":
        pass_governors(draft, head, person(SCHOOL, "chair"), "", AT)
    return draft


def status(version: PolicyVersion) -> Status:
    return status_of(now(version), TODAY)


def do(version: PolicyVersion, name: str, office: str = "head", school: str = SCHOOL, **fields: Any) -> HttpResponse:
    return browser(office, school).post(url(version, name, school=school), fields or BODIES[name])


def page_one(version: PolicyVersion) -> PolicyVersion:
    """The first version of the same policy."""
    return version.policy.versions.get(number=1)
