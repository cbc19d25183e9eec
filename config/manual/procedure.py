"""`docs/procedure.md`: the procedure as a governor may read it, printed from the tables that the pages use.

What a policy says comes from the starters, what shuts a step from the guards' own printed sentences.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from config.manual.markdown import bullets, document, listed, sentence, table
from incidents.access import Sight, Viewer
from incidents.conditions import CONDITIONS
from incidents.facts import Facts
from incidents.guards import CLOSED, CONFLICT, OFFICE, Asked, Guard, deciders
from incidents.ladder import STEPS, blocks_of, never_blocked
from incidents.models import Incident
from policies.models import ProcedureStep
from policies.sentences import in_order, procedure_in_sentences
from policies.starters import NAMES, Starter, load
from policies.unusual import notes
from policies.vocabulary import LADDER, Condition, StepName, citation
from schools.models import User
from schools.vocabulary import Role

EVERYWHERE = (CONFLICT, OFFICE, CLOSED)
OPEN_UNDER_EVERY_POLICY = tuple(step for step in StepName if step not in LADDER)
FOR_ALL_OF_THE_LADDER = [
    guard for guard in STEPS[LADDER[0]].reasons if all(guard in STEPS[each].reasons for each in LADDER)
]
OFFICES = {
    Role.HEAD: "the head of school",
    Role.SLT: "a senior leader",
    Role.DSL: "the designated safeguarding lead",
}
"""The only offices that decide a step of an incident which is not theirs, in the order in which one names them."""

HOW_TO_READ = """# The procedure

For a step, an incident, a person and a moment, Fairpost gives one of three answers, and always says why.

- **Open**: the step may be taken.
- **Asks for a reason**: the person may go beyond the policy, and has to say why. The reason stands in the story.
- **Shut**: the step may not be taken, and the page says what is missing.

What a step is, and what shuts it, is the same for every school. Which steps a policy has, who decides them and what it
asks for first, is the school's own. A step that one policy has and another has not is never borrowed: it asks for a
reason."""

NEVER_BLOCKED = """## What is never blocked

{steps}.

They wait for nothing: no capture, no office and no policy. Anybody who sees the incident whole may record them, at
once or afterwards, and a closed incident is opened again by them. Software must not stop somebody from reporting
danger because a screenshot is missing."""

FOR_EVERY_STEP = """## What shuts every step

Whoever is kept from seeing an incident gets no answer at all, as for an incident that does not exist. For others:"""

DECIDING = """
Whoever owns an incident may always decide what the policy gives to the head. Where it names senior leaders, the
designated safeguarding lead counts too. The chair and governors decide only what was handed to them."""

OWN_WORDS = "In its own words:"

DANGER_FIRST = """
Danger comes first: where somebody is in touch with a child who is not theirs, a child or an adult may be at risk,
violence is threatened or a post is racist, or an intimate image of a child was refused, telling the police asks for no
reason under any policy. The offices that decide it stay the same."""


def page() -> str:
    """The whole page."""
    policies = [each for name in NAMES for each in policy(load(name))]
    return document(
        HOW_TO_READ,
        "## What a policy may ask for first",
        conditions(),
        "## What the policies say",
        DECIDING,
        *policies,
        NEVER_BLOCKED.format(steps=listed(never())),
        FOR_EVERY_STEP,
        bullets(each.printed for each in EVERYWHERE),
        "## The steps of the ladder",
        "Whatever the step:",
        bullets(printed(FOR_ALL_OF_THE_LADDER)),
        DANGER_FIRST,
        *[each for step in LADDER for each in one_step(step)],
        "## The steps that are open under every policy",
        *[each for step in OPEN_UNDER_EVERY_POLICY for each in one_step(step)],
    )


def conditions() -> str:
    """What each condition means, beside the words that a refusal uses."""
    rows = [(sentence(CONDITIONS[each].words), each.label) for each in Condition]
    return table(("In a word", "When it is so"), rows)


def policy(starter: Starter) -> list[str]:
    """One policy: its procedure in sentences, in its own words, what is unusual in it and what it does not have."""
    rows = [ProcedureStep(**each) for each in starter.steps]
    missing = [each.label.lower() for each in LADDER if each not in {row.step for row in rows}]
    title = f"{starter.title} (starter “{starter.name.replace('-', ' ')}”)"
    blocks = [f"### {title}", bullets(procedure_in_sentences(rows)), *unusual(rows)]
    if missing:
        may = f"Whoever owns the incident or {who_decides_what_is_missing()} may add such a step, with a reason."
        blocks.append(f"Not in this policy: {listed(missing)}. {may}")
    return [*blocks, OWN_WORDS, table(("Step", "What the policy says"), [own_words(row) for row in in_order(rows)])]


def unusual(rows: Sequence[ProcedureStep]) -> list[str]:
    """What is unusual in a policy, as a list under its heading; nothing where nothing is."""
    found = notes(rows)
    return ["What is unusual:", bullets(found)] if found else []


def own_words(row: ProcedureStep) -> tuple[str, ...]:
    """One step of a policy in its own words, and where they stand."""
    return str(StepName(row.step).label), f"{row.words} ({citation(row.paragraph)})"


def who_decides_what_is_missing() -> str:
    """The offices that decide a step which the policy does not have."""
    return offices(asked(LADDER[0]))


def offices(question: Asked) -> str:
    """The offices that decide a step, in words."""
    named = deciders(question)
    return listed([words for role, words in OFFICES.items() if role in named], "or")


def asked(step: StepName, *, emergency: bool = False) -> Asked:
    """The question about a step on an incident of which nothing is known."""
    facts = Facts(Incident(), datetime(2026, 9, 1, tzinfo=UTC))
    return Asked(step, facts, Viewer(User(), Sight.ALL, frozenset(), False, False), emergency)


def never() -> list[str]:
    """The steps that nothing shuts, in words."""
    always = [each for each in StepName if never_blocked(asked(each))]
    urgent = [each for each in StepName if each not in always and never_blocked(asked(each, emergency=True))]
    return [*(f"“{each.label}”" for each in always), *(f"“{each.label}” in an emergency" for each in urgent)]


def one_step(step: StepName) -> list[str]:
    """One step: who decides, what shuts it, what asks for a reason, and what taking it brings."""
    meant = STEPS[step]
    own = [guard for guard in (*blocks_of(step), *meant.reasons) if guard not in (*EVERYWHERE, *FOR_ALL_OF_THE_LADDER)]
    lines = [*deciding(step), *printed(own)]
    if CLOSED not in blocks_of(step):
        lines.append("The one step that a closed incident does not shut.")
    if meant.serious:
        lines.append("Always asks why it is necessary and proportionate; in an emergency the note may follow later.")
    if meant.dated:
        lines.append("A date can be set, and Fairpost says when it has passed.")
    return [f"### {step.label}", bullets([*lines, *meant.brings])]


def deciding(step: StepName) -> list[str]:
    """Who decides a step that no policy describes."""
    if step in LADDER:
        return []
    if never_blocked(asked(step)):
        return ["Open to anybody who sees the incident whole."]
    return [f"Decided by {offices(asked(step))}, and by whoever owns the incident."]


def printed(guards: Iterable[Guard]) -> list[str]:
    """What the guards say in print, each once."""
    return list(dict.fromkeys(guard.printed for guard in guards))
