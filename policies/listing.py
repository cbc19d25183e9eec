"""The categories of a version as its list shows them, and what is missing among them. Writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from policies.citing import cited_in, missing_from, named
from policies.kinds import BEHAVES
from policies.models import Category, PolicyVersion
from policies.vocabulary import CategoryKind

_K = CategoryKind
ASKS_SAFEGUARDING = (_K.CONTACT_CHILD, _K.RISK_OF_HARM)
TAKES_COMPLAINTS = (_K.COMPLAINT, _K.LEADERSHIP_CRITICISM)

NO_SAFEGUARDING = (
    "No category here asks the safeguarding lead first. Add one that behaves as “{first}” or “{second}”, so that "
    "nobody contacts a parent too early."
)
NO_COMPLAINT = (
    "No category here is for complaint or criticism. Add one that behaves as “{first}” or “{second}”: what is lawful "
    "criticism then never counts as a breach."
)


@dataclass(frozen=True)
class Listed:
    """A category in the list: what it behaves as, where the policy says it, and whether that paragraph is gone."""

    category: Category
    label: str
    behaves: str
    cited: str
    gone: bool

    @property
    def added(self) -> bool:
        """Whether the school added it to what the document says."""
        return not self.cited


@dataclass(frozen=True)
class Listing:
    """The whole list: what is offered, in order, what is retired, and what no category takes care of."""

    rows: Sequence[Listed]
    retired: Sequence[Listed]
    missing: Sequence[str]

    @property
    def offered(self) -> list[Category]:
        """The categories that are offered for a new post."""
        return [each.category for each in self.rows]


def listed(version: PolicyVersion) -> Listing:
    """The list: one question to the database."""
    rows = list(version.categories.all())
    offered = [each for each in rows if not each.retired]
    return Listing(
        [_row(each, version) for each in offered],
        [_row(each, version) for each in rows if each.retired],
        _missing({each.kind for each in offered}) if offered else [],
    )


def newly_added(category: Category) -> bool:
    """Whether this draft added it, so that it may be taken out again; any other is retired."""
    return category.before_id is None


def _row(category: Category, version: PolicyVersion) -> Listed:
    cited = category.paragraph if cited_in(category.paragraph) and not category.added else ""
    return Listed(
        category,
        CategoryKind(category.kind).label,
        BEHAVES[CategoryKind(category.kind)],
        named(cited),
        bool(missing_from(cited, version.sections)),
    )


def _missing(kinds: set[str]) -> list[str]:
    looked_for = ((ASKS_SAFEGUARDING, NO_SAFEGUARDING), (TAKES_COMPLAINTS, NO_COMPLAINT))
    return [
        sentence.format(first=wanted[0].label, second=wanted[1].label)
        for wanted, sentence in looked_for
        if not kinds & set(wanted)
    ]
