"""What the page of each step calls things: its button, what to write down, whom it is with, and which day is asked for.

Our own words; what the policy says of a step is on its page beside them.
"""

from dataclasses import dataclass

from policies.vocabulary import StepName


@dataclass(frozen=True)
class StepWords:
    """The words of one step's page."""

    button: str
    note: str
    to: str = "With whom?"
    due: str = "By which day do you look at it again?"


_S = StepName
WORDS: dict[StepName, StepWords] = {
    _S.DISCUSS: StepWords(
        "Record the talk",
        "When and how you talked, what you said, what they said, and what you agreed. Facts, not motives.",
        due="By which day do you expect an answer?",
    ),
    _S.MEETING: StepWords(
        "Record the meeting",
        "When it was, who was there, what was agreed and what was not.",
        due="By which day do you expect an answer?",
    ),
    _S.ASK_FOR_REMOVAL: StepWords(
        "Record the request",
        "How you asked, and what exactly you asked for.",
        to="Whom did you ask?",
        due="By which day should it be down?",
    ),
    _S.WRITTEN_WARNING: StepWords(
        "Decide on a written warning", "Anything else that should stand beside it.", to="To whom?"
    ),
    _S.LEGAL_ADVICE: StepWords(
        "Record that advice is asked for", "Whom you ask, and what. Keep the advice itself out of here."
    ),
    _S.POLICE: StepWords("Record that the police were told", "When, to whom you spoke, and the reference they gave."),
    _S.RESTRICT: StepWords(
        "Record the block or limit", "Which channel, what exactly is limited, and until when.", to="For whom?"
    ),
    _S.REPORT_TO_HOST: StepWords("Record the report to the host", "How you reported it, and the host's reference."),
    _S.SAFEGUARD: StepWords(
        "Record that the safeguarding lead was told", "When and how you told them. Only the facts."
    ),
    _S.COMPLAINTS: StepWords(
        "Record this", "What you told them about the complaints procedure.", to="Whom did you point to it?"
    ),
    _S.SUPPORT: StepWords(
        "Record the support",
        "What was offered to the person targeted. No medical details.",
        due="By which day do you ask them again?",
    ),
    _S.HOLD: StepWords("Put contact on hold", "Who asked for it: the police, or safeguarding."),
    _S.LIFT_HOLD: StepWords("Lift the hold", "Who said that contact may go ahead."),
}
