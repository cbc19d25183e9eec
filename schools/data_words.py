"""The words of the register of data: kinds of data, how long a row is kept, and a table with its fields."""

from dataclasses import dataclass
from enum import Enum


class Data(Enum):
    """What kind of data a field is: in a word, and in a sentence."""

    NOBODY = ("nobody's", "Not personal: settings, codes, numbers and dates that say nothing about anybody.")
    ACCOUNT = ("an account", "About somebody who signs in: their name, address and offices.")
    ACT = ("an act", "Which person who signs in did something.")
    INCIDENT = ("the incident", "A fact about an incident, and so about the people who are linked to it.")
    PARTY = ("a person in it", "About a parent, a pupil, a member of staff or anybody else with a part in an incident.")
    WORDS = (
        "free words",
        "Words that somebody typed or copied. They may name anybody, children included, and may tell of health, "
        "religion, ethnic origin or offences.",
    )
    SECRET = ("a secret", "Never shown, printed or exported.")

    def __init__(self, whose: str, sentence: str) -> None:
        self.whose = whose
        self.sentence = sentence


class Kept(Enum):
    """How long the rows of a table are kept by default."""

    INCIDENT = (
        "Six years after the incident is closed, with a review after three. One school year where it was not a breach "
        "or went to the complaints procedure. Up to fifteen years where it led to legal advice or the police."
    )
    PARTY = (
        "As long as the last incident they are linked to. The identity of somebody wrongly linked is erased promptly, "
        "and a note of the correction stays."
    )
    EVIDENCE = "As long as the incident. Then the original is destroyed with a certificate, and its hash stays."
    RECORD = "For good: it holds keys, codes and times, and nobody's name or words."
    PAYLOAD = "As long as what it tells of. Then it is erased under an entry of its own, and the record is still sound."
    RECEIPT = "For good, without its words once it is done: it shows who agreed to what, and on which ground."
    ASKED = (
        "Three years after whoever logged it had answered, or it was withdrawn. What was decided of an incident goes "
        "with the incident, and who was chosen with the last incident they are linked to, if that is sooner."
    )
    DOOMED = "Until the file is destroyed, at most a day."
    LOOK = "As long as what was looked at, and one year more."
    SIGN_IN = "One year after it ended."
    DRAFT = "Seven days after it was last saved."
    POLICY = "Six years after it was superseded."
    ACCOUNT = (
        "As long as an act of theirs is kept. Somebody who leaves is deactivated, never deleted; six years later two "
        "people let their name go, unless an incident that is kept still needs it."
    )
    TOKEN = "Seven days, after which a page that was left open is not taken any more."
    MAIL = "Thirty days after it was written; what it was filled with, until it is handed over."
    SCHOOL = "As long as the school uses the service."

    @property
    def sentence(self) -> str:
        """The rule in words."""
        return self.value


@dataclass(frozen=True)
class Table:
    """One table: what a row is, how long it is kept, and for each field what kind of data it is and what it holds."""

    row: str
    kept: Kept
    fields: dict[str, tuple[Data, str]]
