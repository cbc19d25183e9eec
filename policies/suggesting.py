"""What was recognised in a text that was brought in, as a page shows it: in groups, each beside its sentence. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace

from policies.citing import named
from policies.documents import in_words
from policies.models import PolicyVersion, Suggestion
from policies.sentences import sentence_of
from policies.vocabulary import CategoryKind, StepName, Topic

ACCEPTED, REJECTED = "Accepted", "Rejected"
REMARKS = {
    "status": "Accepting writes it into the comments of this version. Here the version stays a draft until your "
    "governors approve it.",
    "approved_on": "Accepting writes it into the comments of this version. Here your governors’ approval is recorded "
    "when they give it.",
}
GROUPS = (
    ("control", "Document control", "What the document says of itself."),
    (
        "categories",
        "Categories",
        "What it holds to be inappropriate, in its own words. The kind decides how each behaves.",
    ),
    (
        "procedure",
        "Procedure",
        "What the school does about a post. A step that is there already is filled in, not replaced.",
    ),
    (
        "elsewhere",
        "What it says elsewhere",
        "Topics on which many policies are silent, and the paragraph where this one speaks.",
    ),
)


@dataclass(frozen=True)
class Card:
    """One suggestion: what it is about, what would be written, where it is from and why, and what was decided."""

    suggestion: Suggestion
    about: str
    says: str
    cited: str
    remark: str
    page: str

    @property
    def decided(self) -> str:
        """What was decided, in a word; empty while it is open."""
        if self.suggestion.accepted is None:
            return ""
        return ACCEPTED if self.suggestion.accepted else REJECTED

    @property
    def reason(self) -> str:
        """Why it is proposed, as a sentence."""
        reason = str(self.suggestion.value.get("reason", ""))
        return f"{reason[:1].upper()}{reason[1:]}." if reason else ""


@dataclass(frozen=True)
class Group:
    """Suggestions of one sort."""

    key: str
    heading: str
    words: str
    cards: Sequence[Card]


@dataclass(frozen=True)
class Suggested:
    """Everything on the page."""

    groups: Sequence[Group]
    decided: int
    total: int


def suggested(version: PolicyVersion) -> Suggested:
    """The suggestions of a version, in groups and in the order of its text. One question to the database."""
    rows = list(version.suggestions.all())
    cards = [_card(each) for each in rows]
    groups = [Group(*group, [each for each in cards if _group(each.suggestion) == group[0]]) for group in GROUPS]
    decided = sum(each.accepted is not None for each in rows)
    return Suggested([each for each in groups if each.cards], decided, len(rows))


def page_of(suggestion: Suggestion) -> str:
    """The name of the page on which what it says is kept, and changed."""
    if suggestion.what == Suggestion.What.CATEGORY:
        return "version_categories"
    if suggestion.what == Suggestion.What.STEP:
        return "version_procedure"
    pages = {"said": "gaps", "linked": "linked", "issued_to": "issue", "past_version": "past"}
    return f"version_{pages.get(suggestion.value['field'], 'control')}"


def _group(suggestion: Suggestion) -> str:
    if suggestion.what == Suggestion.What.CATEGORY:
        return "categories"
    if suggestion.what == Suggestion.What.STEP:
        return "procedure"
    return "elsewhere" if suggestion.value["field"] == "said" else "control"


def _card(suggestion: Suggestion) -> Card:
    about, says, remark = _words(suggestion)
    return Card(suggestion, about, says, named(suggestion.paragraph), remark, page_of(suggestion))


def _words(suggestion: Suggestion) -> tuple[str, str, str]:
    """What it is about, what would be written, and what else there is to say of that."""
    value = suggestion.value
    if suggestion.what == Suggestion.What.CATEGORY:
        return value["name"], f"Behaves as: {CategoryKind(value['kind']).label}", ""
    if suggestion.what == Suggestion.What.STEP:
        row = SimpleNamespace(**value, paragraph=suggestion.paragraph)
        return StepName(value["step"]).label, sentence_of(row), ""
    if value["field"] == "said":
        return Topic(value["topic"]).label, f"It speaks of this in {named(value['text'])}.", ""
    label = value["label"]
    return f"{label[:1].upper()}{label[1:]}", in_words(value["text"]), REMARKS.get(value["field"], "")
