"""What a password may not be, and the links with which one is chosen.

Twelve characters or more, as many as one likes, of any kind; no rules of composition and no yearly change (S6.03).
Refused are common ones and those soon guessed from lists of words and names (Django's list, and those of zxcvbn), and
those made of words that anybody would try here (S6.04).
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils import timezone
from zxcvbn import zxcvbn

from schools.access import schools_of
from schools.models import User
from schools.vocabulary import Role

LEFT = 5
SHORTEST_WORD = 3
LOOKALIKES = str.maketrans("013457@$!|", "oleastasii")
OF_THE_TRADE = frozenset(
    "fairpost school schools academy primary infant junior secondary college nursery trust governor governors chair "
    "headteacher head teacher staff admin administrator safeguarding leader lead deputy office welcome password "
    "letmein parent parents pupil pupils".split()
)
NOT_TELLING = frozenset("com org net sch gov www the and for".split())
ROWS = ("1234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "qwertyuiopasdfghjklzxcvbnm")
COMMON = "This is a common password, perhaps made longer. Three or four words that have nothing in common are better."
GUESSED = "This would soon be guessed. Three or four words that have nothing in common are better."
GUESSES, ASKED_ABOUT = 10**8, 24
TOO_CLOSE = "Use fewer words that belong to you, your school or your office: too little of this is left without them."


class OwnWords:
    """Refuses a password of which little is left without the words of the person, the school and the trade."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError where fewer than five different characters are left."""
        words = OF_THE_TRADE | (own_words(user) if isinstance(user, User) else set())
        plain = unicodedata.normalize("NFKC", password).casefold()
        for written in (plain, plain.translate(LOOKALIKES)):
            if len(set(without(written, words))) < LEFT and any(word in written for word in words):
                raise ValidationError(TOO_CLOSE, code="password_of_own_words")

    def get_help_text(self) -> str:
        """The rule in a sentence."""
        return "Not your name, your school or your office, with or without a year."


class SoonGuessed:
    """Refuses what is guessed within a hundred million tries that begin with common passwords, words, names and dates.

    The estimate, and its lists of 94,000, are zxcvbn's. Only the beginning is asked about: the estimate of a longer
    text can take seconds, and a good beginning is enough.
    """

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError where it is soon guessed."""
        words = sorted(own_words(user)) if isinstance(user, User) else []
        beginning = unicodedata.normalize("NFKC", password)[:ASKED_ABOUT]
        if beginning and zxcvbn(beginning, user_inputs=words)["guesses"] < GUESSES:
            raise ValidationError(GUESSED, code="password_soon_guessed")

    def get_help_text(self) -> str:
        """The rule in a sentence."""
        return "Not a word or a name with a date or a few figures."


class StretchedCommon(CommonPasswordValidator):
    """Refuses a common password made long: with figures and signs around it, twice over, or keys in a row.

    Of Django's list of 20,000 only some two hundred have twelve characters.
    """

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError where the core of it is in the list, or hardly anything differs."""
        plain = unicodedata.normalize("NFKC", password).casefold()
        row = any(plain in keys * 4 or plain in keys[::-1] * 4 for keys in ROWS)
        if row or len(set(plain)) < LEFT or self.passwords & cores(plain):
            raise ValidationError(COMMON, code="password_too_common")


def cores(plain: str) -> set[str]:
    """What a password is without figures and signs at its ends, and what it repeats."""
    found = set()
    bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    for written in (bare, bare.translate(LOOKALIKES)):
        found |= {written, re.sub(r"^(.+?)\1+$", r"\1", written)}
    return found - {""}


def own_words(user: User) -> set[str]:
    """The words of a person's name, of their address, and of the schools where they hold an office."""
    texts = [user.name, user.email]
    if user.pk:
        for school in schools_of(user, timezone.localdate()):
            texts += [school.name, school.slug, school.trust.name if school.trust else ""]
    return set(words_in(texts)) | {role.label.casefold() for role in Role}


def words_in(texts: Iterable[str]) -> Iterable[str]:
    """Every word that says something, in small letters."""
    for text in texts:
        for word in re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold().replace("_", " ")):
            if len(word) >= SHORTEST_WORD and word not in NOT_TELLING:
                yield word


def without(written: str, words: Iterable[str]) -> str:
    """What is left of a password: without these words, spaces, and figures in a row, which are a year or a count."""
    for word in sorted(words, key=len, reverse=True):
        written = written.replace(word, " ")
    return re.sub(r"\d{2,}|\s", "", written)
