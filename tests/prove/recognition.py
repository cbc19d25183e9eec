"""Reads policies and counts what is recognised in them: rows found, rows missed, proposals that are wrong (S1, S2).

Without files it reads the starters, written out as documents, and made-up policies of other styles, whose rows are
known. With files (text, Word or PDF) it prints what it proposes for each, and compares that with the rows of the joint
or the primary policy where the file's name is given after one of them: `joint-academy=FILE`. At least nine rows in ten
are to be found in each, with at most one wrong proposal for every ten rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from policies.recognising.proposals import About, Proposal
from policies.recognising.whole import recognise
from schools.files.reading import words_of
from tests.prove._made_up_policies import MADE_UP
from tests.prove._policy_texts import LIKE_STARTER, Expected, PolicyText, starter_texts

LEAST_FOUND = 0.9
MOST_WRONG = 0.1


@dataclass(frozen=True)
class Figures:
    """What came of reading one text."""

    name: str
    found: Sequence[Expected]
    missed: Sequence[Expected]
    wrong: Sequence[Proposal]

    @property
    def fails(self) -> bool:
        """Whether it is worse than what is asked for."""
        rows = len(self.found) + len(self.missed)
        return len(self.found) < LEAST_FOUND * rows or len(self.wrong) > MOST_WRONG * rows

    def __str__(self) -> str:
        rows = len(self.found) + len(self.missed)
        lines = [f"{self.name}: {len(self.found)} of {rows} rows found, {len(self.wrong)} wrong proposals"]
        lines += [f"    missed  {each.row} {each.about} {each.code}" for each in self.missed]
        lines += [f"    wrong   {each.about.value} {code_of(each)}: {each.sentence[:80]}" for each in self.wrong]
        return "\n".join(lines)


def run(count: int) -> int:
    """Read every text whose rows are known. Returns how many are read worse than what is asked for."""
    return report(examine(each) for each in [*starter_texts(), *MADE_UP])


def run_on(files: Sequence[str]) -> int:
    """Read these files: print what is proposed, and compare it where rows are named. Returns how many fail."""
    compared = []
    for each in files:
        like, _, place = each.rpartition("=")
        text = words_of(SimpleUploadedFile(Path(place).name, Path(place).read_bytes()))
        print(f"{place}:")
        for proposal in recognise(text).proposals:
            print(f"    {proposal.about.value:<9} {code_of(proposal)}: {shown(proposal)}")
        if like in LIKE_STARTER:
            compared.append(examine(PolicyText(place, text, LIKE_STARTER[like])))
    return report(compared)


def report(figures: Iterable[Figures]) -> int:
    """Print the figures."""
    listed = list(figures)
    for each in listed:
        print(each)
    return sum(each.fails for each in listed)


def examine(text: PolicyText) -> Figures:
    """Read one text, and compare what is proposed with what should be."""
    proposals = recognise(text.text).proposals
    proposed = {(each.about.value, code_of(each)) for each in proposals}
    wanted = {(each.about, sorted_code(each.code)) for each in text.expected}
    found = [each for each in text.expected if (each.about, sorted_code(each.code)) in proposed]
    missed = [each for each in text.expected if each not in found]
    wrong = [each for each in proposals if (each.about.value, code_of(each)) not in wanted]
    return Figures(text.name, found, missed, wrong)


def code_of(proposal: Proposal) -> str:
    """A proposal as the rows give it; a step with its place, who decides, what it waits for, and all or any of that."""
    if proposal.about is not About.STEP:
        return proposal.code
    value = proposal.value
    mode = value["mode"] if len(value["conditions"]) > 1 else ""
    waits, deciders = "+".join(sorted(value["conditions"])), "+".join(value["decided_by"])
    return f"{value['step']}/{value['order'] or ''}/{deciders}/{waits}/{mode}"


def sorted_code(code: str) -> str:
    """The same with its conditions in order."""
    if code.count("/") != 4:
        return code
    step, order, deciders, waits, mode = code.split("/")
    return "/".join((step, order, deciders, "+".join(sorted(waits.split("+"))), mode))


def shown(proposal: Proposal) -> str:
    """What would be written, and why."""
    value = proposal.value
    return f"{value.get('name') or value.get('text') or ''} ({proposal.paragraph}; {value['reason']})"
