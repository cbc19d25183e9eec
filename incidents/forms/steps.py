"""Forms for taking a step, closing, and reopening. Which fields a step asks for follows from the ladder's answer."""

from typing import Any

from django import forms

from incidents.forms.base import Versioned, choice_of
from incidents.guards import Asked
from incidents.ladder import STEPS, Answer, Towards, never_blocked
from incidents.operations.details import only_responsible
from incidents.vocabulary import Outcome
from incidents.wording import WORDS
from schools.forms.choices import Pick, one_of
from schools.forms.fields import DayAhead, Words, end_of

BEYOND = "Why do you go beyond the policy here?"
NECESSARY = "Why is it necessary and proportionate?"


class StepForm(Versioned):
    """A step: towards whom, a note, a day, and the reasons that this step asks for on these facts.

    What may never wait (the safeguarding lead, the police in an emergency) asks for nothing, not even the version.
    """

    emergency = forms.BooleanField(
        required=False,
        label="This is an emergency: 999 or 101 was called",
        help_text="Then nothing else is needed now. Write the reasons afterwards, as a note.",
    )
    to = Pick(required=False, nobody="Nobody in particular", widget=forms.RadioSelect)
    necessity = Words(label=NECESSARY, help_text="Two or three sentences. Governors may ask for them.")
    despite = Words(label=BEYOND, help_text="Two or three sentences. They stand in the story beside the step.")
    due = DayAhead(required=False)
    note = Words(required=False, label="Note")

    def __init__(self, data: Any = None, *, asked: Asked, found: Answer, due_hint: str = "", **options: Any) -> None:
        super().__init__(data, **options)
        self.asked = asked
        for name in self._left_out(found):
            del self.fields[name]
        words = WORDS[asked.step]
        self.fields["note"].help_text = words.note
        if "to" in self.fields:
            self._offer_people(words.to)
        if "due" in self.fields:
            self.fields["due"].label, self.fields["due"].help_text = words.due, due_hint
        if asked.emergency:
            self.fields["emergency"].widget = forms.HiddenInput()
            self.initial["emergency"] = "on"

    def _left_out(self, found: Answer) -> list[str]:
        step, asked = STEPS[self.asked.step], self.asked
        waits = never_blocked(asked)
        wanted = {
            "emergency": asked.step.value == "POLICE",
            "to": step.towards is Towards.PARENT and bool(asked.facts.involvements),
            "necessity": step.serious and not asked.emergency,
            "despite": found.needs_reason,
            "due": step.dated,
            "version": not waits,
        }
        return [name for name, needed in wanted.items() if not needed]

    def _offer_people(self, label: str) -> None:
        to: Any = self.fields["to"]
        to.label = label
        to.offer(choice_of(self.asked.facts.involvements))
        likely = only_responsible(self.asked.facts)
        self.initial.setdefault("to", str(likely.key) if likely else "")

    def clean_due(self) -> Any:
        """The end of the day by which something is to be done."""
        day = self.cleaned_data["due"]
        return end_of(day) if day else None


class CloseForm(Versioned):
    """How an incident ended, and why."""

    outcome = one_of(Outcome.choices, label="How did it end?")
    reasons = Words(
        label="Your reasons",
        help_text="Why this outcome, in a few sentences. “Not a breach” is as good an outcome as any.",
    )


class ReopenForm(Versioned):
    """Why a closed incident is opened again."""

    reason = Words(label="Why is it opened again?", rows=3)
