"""Whether everybody may read a school's policy without signing in: the school decides, and may take it back."""

from datetime import datetime

from django.utils import timezone

from policies.in_force import adoption_in_force
from policies.models import PublicPage
from policies.operations.entry import may_keep, tell
from schools import record
from schools.history import Actor
from schools.models import School
from schools.operation import Refused, operation

NOTHING_TO_SHOW = "This school has not adopted a policy yet, so there is nothing to show. Adopt one first."


@operation
def show_to_everybody(*, school: School, shown: bool, by: Actor, at: datetime) -> PublicPage:
    """Show the policy in force to everybody, or stop showing it. What is so already is left as it is.

    Raises Refused: not their office, or no policy to show.
    """
    may_keep(by, school, at)
    if shown and adoption_in_force(school, timezone.localdate(at)) is None:
        raise Refused(NOTHING_TO_SHOW)
    record.lock_head(school)  # or two who press at once would make two rows
    page = PublicPage.objects.of(school).first() or PublicPage(school=school)
    if page.shown != shown:
        page.shown = shown
        page.save()
        tell(school, "policy-shown-to-everybody" if shown else "policy-no-longer-shown-to-everybody", by, at)
    return page
