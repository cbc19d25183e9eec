"""The register of data: forms that were taken. Part of `field_register.py`."""

from schools.data_words import Data, Kept, Table

SENT = {
    "schools.SentForm": Table(
        "A form that was taken, so that the same one sent again makes nothing more.",
        Kept.TOKEN,
        {
            "school": (Data.NOBODY, "The school"),
            "person": (Data.ACT, "Who sent it"),
            "token": (Data.NOBODY, "A hash of the one-time token that the page carried"),
            "words": (Data.NOBODY, "A hash of what was sent, made with a key, from which nothing can be read"),
            "to": (Data.NOBODY, "The page to which it led"),
            "at": (Data.NOBODY, "When it was taken"),
        },
    ),
}
