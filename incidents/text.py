"""Text made searchable: folded to plain lower-case letters, so that "Zoë" is found by "zoe" (R.14). Pure."""

import unicodedata

LONGEST_FOLDED = 200
"""The longest a name may be once folded: one letter can fold into eighteen."""


def fold(text: str) -> str:
    """Lower case, without accents, spaces run together."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(each for each in plain if not unicodedata.combining(each)).split())
