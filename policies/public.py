"""What everybody may read of a school's policy, without signing in; nothing where the school does not show it.

Only the version in force on the day, and of it only what is for parents: no draft, no gap, no note, no warning, and no
name of a person but what stands in the text itself. Writes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from ipaddress import ip_address
from urllib.parse import urlsplit

from policies.documents import in_words
from policies.models import LinkedPolicy, PublicPage
from policies.page import Cited, Fact, PolicyPage, Section, page_of
from policies.sentences import procedure_in_sentences
from policies.vocabulary import StepName
from schools.addresses import NotAnAddress, address_of
from schools.models import School
from schools.reach import across_schools, come_within

SAID_IN_PUBLIC = ("Subject", "Approved by", "Approved on", "Published")
"""Of document control: what names a body or a day. Author, reviewer and who amended it are people (S1-03, S1-04)."""

MAY_BE = (
    "These are the kinds of post that the policy speaks of. Not every post of such a kind is inappropriate: that "
    "depends on what it says."
)
ASK_SCHOOL = "If something at school worries you, please tell the school. The school office says whom to speak to."

INSIDE = ("local", "localhost", "internal", "intranet", "lan", "home", "corp", "private", "test", "invalid")
"""Last words of names that only a school's own network knows."""


@dataclass(frozen=True)
class Example:
    """Something that the policy's own words hold may be inappropriate, with made-up examples (S1-21, S2-19)."""

    name: str
    examples: Sequence[str]
    cited: Cited


@dataclass(frozen=True)
class PublicPolicy:
    """Everything that the public page and its PDF show, and nothing else."""

    school: School
    title: str
    number: int
    since: date
    control: Sequence[Fact]
    sections: Sequence[Section]
    examples: Sequence[Example]
    procedure: Sequence[str]
    linked: Sequence[LinkedPolicy]


def is_shown(school: School) -> bool:
    """Whether the school has switched its public page on."""
    return PublicPage.objects.of(school).filter(shown=True).exists()


def public_policy_of(slug: str, on: date) -> PublicPolicy | None:
    """The policy in force at the school of this name, where the school shows it to everybody; else nothing."""
    with across_schools("Whether a school shows its policy to everybody is no secret of the school."):
        school = School.objects.filter(slug=slug, public_page__shown=True).first()
    if school:
        come_within(school)
    page = page_of(school, on) if school else None
    if school is None or page is None or page.adoption.adopted_on > on:
        return None
    return _for_everybody(school, page)


def _for_everybody(school: School, page: PolicyPage) -> PublicPolicy:
    version = page.version
    return PublicPolicy(
        school=school,
        title=version.title,
        number=version.number,
        since=page.adoption.adopted_on,
        control=_control(page),
        sections=page.sections,
        examples=[Example(each.name, each.examples, cited) for each, cited in page.categories],
        procedure=procedure_in_sentences(version.steps.all()),
        linked=_complaints_first(each for each in version.linked.all() if is_public(each.address)),
    )


def _control(page: PolicyPage) -> list[Fact]:
    """The lines of document control that are for everybody; what the document leaves out is left out."""
    facts = [each for each in page.control if each.label in SAID_IN_PUBLIC and each.text]
    review = in_words(page.adoption.review_due or page.version.review_due)
    return [*facts, Fact("Next review", review)] if review else facts


def _complaints_first(linked: Iterable[LinkedPolicy]) -> list[LinkedPolicy]:
    return sorted(linked, key=lambda each: not leads_to_complaints(each))


def leads_to_complaints(linked: LinkedPolicy) -> bool:
    """Whether a linked policy is where a parent would complain."""
    return StepName.COMPLAINTS in linked.steps or "complain" in linked.title.lower()


def is_public(address: str) -> bool:
    """Whether an address is one that a parent at home could open: a name of the web, no inner network, no number."""
    try:
        host = (urlsplit(address_of(address)).hostname or "") if address else ""
    except NotAnAddress:
        return False
    return "." in host and host.rpartition(".")[2] not in INSIDE and not _is_a_number(host)


def _is_a_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
