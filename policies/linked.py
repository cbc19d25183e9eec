"""Which documents a version leads to at a step of the ladder (S1-12). Writes nothing."""

from policies.models import LinkedPolicy, PolicyVersion


def shown_at(version: PolicyVersion, step: str) -> list[LinkedPolicy]:
    """The linked documents that name this step: one question to the database."""
    return [each for each in version.linked.all() if step in each.steps]
