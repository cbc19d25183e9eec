"""What a school considers and decides about a post, beside the steps: the questions, when each is asked, the answers.

None of them opens or shuts a step. They are there because the policies speak of them, and because a decision that
nobody wrote down was never taken (KCSIE: record decisions and reasons, including reasons for not acting).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from incidents.facts import Facts
from incidents.vocabulary import FindingKind
from policies.vocabulary import CategoryKind, StepName


@dataclass(frozen=True)
class Question:
    """A question: how it is asked, its answers (code: label, and what the story says), and when it is worth asking."""

    kind: FindingKind
    asks: str
    hint: str
    answers: Mapping[str, tuple[str, str]]
    applies: Callable[[Facts], bool]

    @property
    def slug(self) -> str:
        """How an address names it."""
        return self.kind.lower().replace("_", "-")

    def said(self, answer: str) -> str:
        """The answer as the story tells it."""
        return self.answers[answer][1]


_WHOSE = "How many children are in it, and whose permission was asked for."
_QUESTIONS = (
    Question(
        FindingKind.FACE_TO_FACE,  # S2-28
        "Is it treated as if it had been said face to face?",
        "Why, and who decided it with you. Other policies, such as one on how visitors behave, may then apply.",
        {
            "YES": ("Yes, as if it had been said face to face", "it is treated as if it had been said face to face"),
            "NO": ("No", "it is not treated as if it had been said face to face"),
        },
        lambda facts: CategoryKind.LEADERSHIP_CRITICISM in facts.kinds,
    ),
    Question(
        FindingKind.CONCERN,  # S1-37, S2-23
        "Was the parent's own concern answered?",
        "What the concern was, who answered it and how. It is theirs whatever is thought of the post.",
        {
            "ANSWERED": ("Yes, it was answered", "the parent's own concern was answered"),
            "PASSED_ON": ("It was passed to whoever can answer it", "the parent's own concern was passed on"),
            "OPEN": ("Not yet", "the parent's own concern has not been answered yet"),
            "NONE": ("They raised none", "the parent raised no concern of their own"),
        },
        lambda facts: True,
    ),
    Question(
        FindingKind.PERMISSION,  # S1-31
        "Was there permission for the picture?",
        _WHOSE,
        {
            "NONE": ("No", "there was no permission for the picture"),
            "GIVEN": ("Yes", "there was permission for the picture"),
            "UNKNOWN": ("Not known", "whether there was permission for the picture is not known"),
        },
        lambda facts: CategoryKind.IMAGE_CHILD in facts.kinds,
    ),
    Question(
        FindingKind.RACIST_LOG,  # S1-28
        "Is it in the school's log of racist incidents?",
        "Who entered it, or why it is not entered.",
        {
            "ENTERED": ("Yes, it was entered", "it was entered in the school's log of racist incidents"),
            "LEFT_OUT": ("No", "it was not entered in the school's log of racist incidents"),
        },
        lambda facts: CategoryKind.RACIST in facts.kinds,
    ),
    Question(
        FindingKind.NOT_ADVISED,  # S1-42: a school considers taking legal advice, and may decide not to
        "Was legal advice considered, and not taken?",
        "Why not, and when it will be thought of again, if at all.",
        {"LEFT": ("Yes, and we decided not to take it", "legal advice was considered, and is not taken for now")},
        lambda facts: StepName.LEGAL_ADVICE in facts.procedure and not facts.steps(StepName.LEGAL_ADVICE),
    ),
)
QUESTIONS = {question.slug: question for question in _QUESTIONS}
OF_KIND: dict[str, Question] = {question.kind: question for question in _QUESTIONS}


def asked(facts: Facts) -> list[Question]:
    """The questions that are worth asking of this incident, or were answered."""
    return [each for each in _QUESTIONS if each.applies(facts) or facts.of_kind(each.kind)]
