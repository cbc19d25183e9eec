"""The policy in force as printed documents: the whole of it, its procedure alone, and what everybody may read of it.

What is printed are the rows that the pages show, in the same words. How type is set is in `schools.printing`.
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from policies.documents import in_words
from policies.gaps import Gap
from policies.models import Category
from policies.page import Cited, Fact, Line, PolicyPage, Rung, Section
from policies.public import ASK_SCHOOL, MAY_BE, PublicPolicy
from policies.sentences import procedure_in_sentences
from policies.vocabulary import StepName
from schools.models import School
from schools.printing import blocks
from schools.printing.blocks import Block
from schools.printing.pdf import Printed, pdf_of

NOT_SAID = "The document does not say"
NOT_KNOWN = "Not known"
NOT_IN_POLICY = "Not in the policy"
ADDED = "Added by the school"
MAY_DO = (
    "Where the policy names a senior leader, the designated safeguarding lead counts too. In danger nobody waits for a "
    "step: 999 comes first."
)


def print_policy(page: PolicyPage, school: School, on: date, mark: str = "") -> Printed:
    """The whole policy as it is in force at a school (S1-02 to S1-46, S2-01 to S2-34). `mark`: by whom and when."""
    parts = [
        *_control(page.control, page.history),
        *_text(page.sections),
        *_categories(page.categories, page.added),
        *_procedure(page),
        *_silent(page.gaps),
    ]
    return _marked(_document(page, school, on, page.version.title, parts), mark)


def print_procedure(page: PolicyPage, school: School, on: date, mark: str = "") -> Printed:
    """The procedure alone, in sentences and in the policy's own words."""
    title = f"{page.version.title}: the procedure"
    return _marked(_document(page, school, on, title, [*_procedure(page), *_words_of(page.rungs)]), mark)


def _marked(document: dict[str, Any], mark: str) -> Printed:
    """Print it with a mark at the foot of every page; nothing of it is kept: it is one person's copy (S14.08)."""
    return pdf_of(document | {"foot": f"{document['foot']}. {mark}"}, keep=False) if mark else pdf_of(document)


def print_public(page: PublicPolicy) -> Printed:
    """What everybody may read."""
    parts = [
        *_text(page.sections),
        *([blocks.heading("What may be inappropriate"), blocks.words(MAY_BE)] if page.examples else []),
        *(blocks.entry(each.name, "", note=_examples(each.examples)) for each in page.examples),
        blocks.heading("What the school may do"),
        blocks.listed(page.procedure),
        blocks.heading("If something worries you"),
        blocks.words(ASK_SCHOOL),
        *([blocks.listed(f"{each.title}: {each.address}" for each in page.linked)] if page.linked else []),
        *([blocks.heading("About this document"), _facts(page.control)] if page.control else []),
    ]
    return pdf_of(
        blocks.document(
            school=page.school.name,
            title=page.title,
            caption=f"Version {page.number}",
            under=[f"In force since {page.since:%-d %B %Y}."],
            foot=f"{page.school.name}, version {page.number}",
            blocks=parts,
        )
    )


def _document(page: PolicyPage, school: School, on: date, title: str, parts: list[Block]) -> dict[str, Any]:
    since, number = page.adoption.adopted_on, page.version.number
    begins = "Comes into force on" if since > on else "In force since"
    under = [f"{begins} {since:%-d %B %Y}."]
    if page.adoption.review_due:
        under.append(f"Next review: {in_words(page.adoption.review_due)}.")
    foot = f"Version {number}, {begins[0].lower()}{begins[1:]} {since:%-d %B %Y}"
    return blocks.document(
        school=school.name, title=title, caption=f"Version {number}", under=under, foot=foot, blocks=parts
    )


def _control(control: Iterable[Fact], history: Iterable[Line]) -> list[Block]:
    """Document control as the document prints it, gaps said to be gaps, and the version history (S1-02 to S1-12)."""
    rows = [(each.label, each.on or NOT_KNOWN, each.amended_by or NOT_KNOWN, each.comments) for each in history]
    return [
        blocks.heading("Document control"),
        _facts(control),
        blocks.heading("Version history", 2),
        blocks.table(["Version", "Date", "Amended by", "Comments"], rows),
    ]


def _facts(control: Iterable[Fact]) -> Block:
    return blocks.table(["What", "As the document says"], [(each.label, each.text or NOT_SAID) for each in control])


def _text(sections: Iterable[Section]) -> list[Block]:
    found = [blocks.heading("What it says")]
    for section in sections:
        found += [blocks.heading(section.heading, 2), blocks.numbered(section.paragraphs)]
    return found


def _categories(own: Iterable[tuple[Category, Cited]], added: Collection[Category]) -> list[Block]:
    found = [blocks.heading("What counts as inappropriate")]
    for each, cited in own:
        found.append(blocks.entry(_named(each.name, cited), each.help, note=_examples(each.examples)))
    return found + [blocks.entry(each.name, each.help, mark=ADDED, note=_examples(each.examples)) for each in added]


def _named(name: str, cited: Cited) -> str:
    return f"{name} ({cited.words})" if cited.words else name


def _examples(examples: Collection[str]) -> str:
    return "For example: " + "; ".join(f"“{each}”" for each in examples) if examples else ""


def _procedure(page: PolicyPage) -> list[Block]:
    """The steps as sentences, and those that the policy does not have (S1-39 to S1-44, S2-22 to S2-32)."""
    found = [
        blocks.heading("What may be done"),
        blocks.listed(procedure_in_sentences(page.version.steps.all())),
        blocks.words(MAY_DO, quiet=True),
    ]
    if page.absent:
        steps = "; ".join(StepName(each).label.lower() for each in page.absent)
        found.append(blocks.words(f"The policy has no step to: {steps}."))
    return found


def _words_of(rungs: Iterable[Rung]) -> list[Block]:
    """Each step with the words of the policy from which it comes."""
    entries = [
        blocks.entry(_named(step.step.label, step.cited), step.words)
        for rung in rungs
        for step in rung.steps
        if step.words
    ]
    return [blocks.heading("In the policy’s own words"), *entries] if entries else []


def _silent(gaps: Collection[Gap]) -> list[Block]:
    """What the policy does not say, and what happens then by default: never passed off as its own (S1-46, S2-34)."""
    if not gaps:
        return []
    said = "Where the policy is silent, this is what happens by default. None of it is in the policy."
    entries = [blocks.entry(each.topic.label, each.default, mark=NOT_IN_POLICY) for each in gaps]
    return [blocks.heading("What it does not say"), blocks.words(said), *entries]
