"""A school's schedule as its page shows it: for how long, whether that is the default, and what it rests on."""

from dataclasses import dataclass

from incidents.models import RetentionPeriod
from incidents.retention import DEFAULTS, Default
from incidents.vocabulary import Erases, Rule
from schools.models import School


@dataclass(frozen=True)
class Line:
    """One rule of the schedule."""

    rule: Rule
    default: Default
    own: RetentionPeriod | None

    @property
    def slug(self) -> str:
        """How an address names it."""
        return self.rule.value.lower().replace("_", "-")

    @property
    def years(self) -> int:
        """For how many years."""
        return self.own.years if self.own else self.default.years

    @property
    def then(self) -> str:
        """What happens then, once two people agree."""
        return {
            Erases.DISPOSE: "It is disposed of: words, names, letters and files. The count for the figures stays.",
            Erases.ANONYMISE: "Names, words and files are taken out. The count for the figures stays.",
            Erases.LOOKS: "It is erased.",
            Erases.NAME: "Name and address go from their account and from the record. What they did stays theirs.",
        }[self.default.erases]


def lines_of(school: School) -> list[Line]:
    """The whole schedule, in one question to the database."""
    own = {each.rule: each for each in RetentionPeriod.objects.of(school).select_related("decided_by")}
    return [Line(rule, default, own.get(rule)) for rule, default in DEFAULTS.items()]


def line_of(school: School, slug: str) -> Line | None:
    """One rule of it, by how addresses name it."""
    return next((each for each in lines_of(school) if each.slug == slug), None)
