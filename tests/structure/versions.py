"""The versions of the policy that the route walk meets, each at its moment."""

from datetime import datetime

from incidents.playing import cast
from incidents.playing.files import made_up
from policies.models import PolicyVersion
from policies.operations.bringing_in import bring_in
from policies.operations.life import send_to_governors
from policies.operations.linking import Leads, add_linked
from policies.operations.past import add_past
from policies.operations.public import show_to_everybody
from policies.operations.starting import revise
from policies.recognising.whole import recognise
from schools.files.store import receive
from schools.models import School, User


def versions_of(slug: str, head: User | None, chair: User | None, at: datetime) -> dict[str, PolicyVersion]:
    """The policy in force at a school, and versions of it: a draft, with the governors, approved, brought in."""
    assert head is not None and chair is not None
    school = School.objects.get(slug=slug)
    in_force = cast.latest_adoption(school).version
    show_to_everybody(school=school, shown=True, by=head, at=at)
    names = ("with the governors", "approved", "draft")
    found = {"in force": in_force} | {name: revise(version=in_force, by=head, at=at) for name in names}
    file = receive(made_up("pdf", 1), folder=slug)
    add_linked(version=found["draft"], leads=Leads("With a file"), received=file, by=head, at=at)
    add_past(policy=in_force.policy, label="1", on="2019", amended_by="", comments="", by=head, at=at)
    cast.pass_governors(found["approved"], head, chair, "", at)
    read = recognise("Author: A member of staff")
    found["brought in"] = bring_in(school=in_force.policy.school, read=read, by=head, at=at)
    send_to_governors(version=found["with the governors"], note="", by=head, at=at)
    return found
