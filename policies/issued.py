"""To whom a version may still be issued (S1-10). Writes nothing."""

from policies.models import Issue, PolicyVersion
from schools.models import School


def still_without(version: PolicyVersion, issues: list[Issue]) -> list[School]:
    """The other schools of the trust that were not issued this version; none where the school belongs to no trust."""
    keeper = version.policy.school
    if keeper is None or keeper.trust is None:
        return []
    have = {each.school_id for each in issues}
    return [each for each in keeper.trust.schools.order_by("name") if each.pk != keeper.pk and each.pk not in have]
