"""Forms for what was found out: the parent's, the host's and the safeguarding lead's answers, checks, suspicions."""

from collections.abc import Iterable
from typing import Any

from django import forms

from incidents.considering import Question
from incidents.forms.base import Versioned, choice_of
from incidents.models import Involvement
from incidents.vocabulary import HostAnswer, ParentAnswer, PostState, SafeguardingAnswer
from schools.forms.choices import Pick, one_of
from schools.forms.fields import Line, Words


class AnswerForm(Versioned):
    """What a parent answered."""

    of = Pick(label="Whose answer is it?", widget=forms.RadioSelect)
    answer = one_of(ParentAnswer.choices, label="What was the answer?")
    words = Words(
        required=False,
        label="What they said",
        help_text="Their side of it, as near to their own words as you can. They may ask to see this.",
    )

    def __init__(self, data: Any = None, *, people: Iterable[Involvement], **options: Any) -> None:
        super().__init__(data, **options)
        offered = choice_of(people)
        of: Any = self.fields["of"]
        of.offer(offered)
        if len(offered) == 1:
            self.initial["of"] = offered[0][0]


class CheckForm(Versioned):
    """Whether the post is still up."""

    state = one_of(PostState.choices, label="What did you find?")
    words = Words(required=False, label="Note", help_text="Where you looked, and with whose account.", rows=3)


class SafeguardingForm(Versioned):
    """What the safeguarding lead answered."""

    answer = one_of(SafeguardingAnswer.choices, label="What is the answer?")
    words = Words(
        required=False,
        label="Note",
        help_text="Only what people working on this incident need. The safeguarding file itself is kept elsewhere.",
        rows=3,
    )


class HostForm(Versioned):
    """What the host answered."""

    answer = one_of(HostAnswer.choices, label="What did the host answer?")
    words = Words(required=False, label="Note", help_text="The host's own reference, and its words.", rows=3)


class ConsideredForm(Versioned):
    """What was considered and decided, and why."""

    answer = one_of([], label="")
    words = Words(label="Say why", rows=3)

    def __init__(self, data: Any = None, *, question: Question, **options: Any) -> None:
        super().__init__(data, **options)
        answer: Any = self.fields["answer"]
        answer.label, answer.choices = question.asks, [(code, words[0]) for code, words in question.answers.items()]
        self.fields["words"].help_text = question.hint


class OffenceForm(Versioned):
    """A suspicion of an offence, never a finding."""

    which = Line(label="Which offence do you suspect?", help_text="In ordinary words, such as “harassment”.")
    why = Words(label="Why do you suspect it?", help_text="What you saw, not what you conclude from it.")
