"""The shelf: every policy that a school keeps or was issued, version by version, and the policies to begin from.

Writes nothing. What somebody sees here is what the door would let them open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from policies.access import versions_seen
from policies.models import Policy, PolicyVersion
from policies.next_act import Next, Stand, next_of, stand_of
from policies.starters import NAMES, Starter, load
from schools.access import Standing


@dataclass(frozen=True)
class Shelved:
    """A version on the shelf: where it stands, and what comes next."""

    version: PolicyVersion
    stand: Stand
    next: Next


@dataclass(frozen=True)
class Kept:
    """A policy with its versions, the newest first. `keeper` names the school that issued it, where that is another."""

    policy: Policy
    keeper: str
    versions: Sequence[Shelved]


def shelf_of(standing: Standing, on: date) -> list[Kept]:
    """Every policy of a school, by title: a fixed number of questions to the database."""
    found: dict[int, list[PolicyVersion]] = {}
    for version in versions_seen(standing, on):
        found.setdefault(version.policy_id, []).append(version)
    return [_kept(versions, standing, on) for versions in found.values()]


def _kept(versions: Sequence[PolicyVersion], standing: Standing, on: date) -> Kept:
    policy, school = versions[0].policy, standing.school
    keeper = "" if policy.school_id in (school.pk, None) else str(policy.school)
    shelved = [Shelved(each, stand_of(each, school, on), next_of(each, standing, on)) for each in versions]
    return Kept(policy, keeper, shelved)


SAID_OF = {
    "joint-academy": "For two schools that share one policy. They talk first and ask for the post to come down; legal "
    "advice comes only when somebody refuses and goes on. It has no step to the police.",
    "primary": "For one primary school, and short. The head talks with the parent and meets whoever criticises how the "
    "school is led. Legal advice is open at any time, and so are the police for hate or violence. Nobody is asked to "
    "take a post down.",
    "full-academy": "Everything that this service can do: all eight steps, a written warning, and days in which each "
    "comes. The most to read, and the least to add.",
}
"""Each model policy in a sentence or two, for whoever chooses among them."""


@dataclass(frozen=True)
class Model:
    """A model policy to begin from, and what is in it."""

    starter: Starter
    said: str

    @property
    def counted(self) -> str:
        """How much is in it."""
        paragraphs = sum(len(each["paragraphs"]) for each in self.starter.sections)
        return f"{paragraphs} paragraphs, {len(self.starter.categories)} categories, {len(self.starter.steps)} steps"


def models() -> list[Model]:
    """The model policies, in the order in which they are offered."""
    return [Model(load(name), SAID_OF[name]) for name in NAMES]
