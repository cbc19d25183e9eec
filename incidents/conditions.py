"""The conditions a policy's procedure may ask for, each as a question to the facts (procedure, section 4). Pure.

Some are of a person (who refused, who continued, who did not respond): where several of these are asked for
together, they must be true of the same person.
"""

from collections.abc import Callable
from dataclasses import dataclass

from incidents.facts import Facts
from incidents.vocabulary import FindingKind
from policies.models import ProcedureStep
from policies.vocabulary import CategoryKind, Condition, ConditionMode


@dataclass(frozen=True)
class Rule:
    """A condition: either of people (`of`, who they are) or of the incident (`holds`), and its words."""

    words: str
    of: Callable[[Facts], set[int]] | None = None
    holds: Callable[[Facts], bool] | None = None


CONDITIONS: dict[Condition, Rule] = {
    Condition.REFUSED: Rule("the parent has refused", of=Facts.people_who_refused),
    Condition.CONTINUED: Rule("the parent has posted again since being spoken to", of=Facts.people_who_continued),
    Condition.NO_RESPONSE: Rule("the parent has not responded in time", of=Facts.people_without_response),
    Condition.HATE: Rule(
        "there is a racist or other hateful element",
        holds=lambda facts: bool(facts.kinds & {CategoryKind.RACIST, CategoryKind.HATE_OTHER}),
    ),
    Condition.VIOLENCE: Rule(
        "violence is threatened or encouraged", holds=lambda facts: CategoryKind.THREAT in facts.kinds
    ),
    Condition.OTHER_OFFENCE: Rule(
        "somebody has recorded which offence they suspect and why",
        holds=lambda facts: bool(facts.of_kind(FindingKind.OFFENCE)),
    ),
    Condition.CRITICISM: Rule(
        "the post criticises leadership or management",
        holds=lambda facts: CategoryKind.LEADERSHIP_CRITICISM in facts.kinds,
    ),
}


def conditions_met(row: ProcedureStep, facts: Facts) -> bool:
    """Whether what the policy asks for before this step is so."""
    rules = [CONDITIONS[Condition(code)] for code in row.conditions]
    if not rules:
        return True
    if row.mode == ConditionMode.ANY:
        return any(_holds(rule, facts) for rule in rules)
    return all(rule.holds(facts) for rule in rules if rule.holds) and _of_one_person(rules, facts)


def _holds(rule: Rule, facts: Facts) -> bool:
    return bool(rule.of(facts)) if rule.of else bool(rule.holds and rule.holds(facts))


def _of_one_person(rules: list[Rule], facts: Facts) -> bool:
    people = [rule.of(facts) for rule in rules if rule.of]
    if len(people) > 1:
        people = [each - {0} for each in people]
    return not people or bool(set.intersection(*people))


def conditions_in_words(row: ProcedureStep) -> str:
    """What the policy asks for before this step, as a clause; empty when nothing is asked for."""
    words = [CONDITIONS[Condition(code)].words for code in row.conditions]
    return (" and " if row.mode == ConditionMode.ALL else " or ").join(words)
