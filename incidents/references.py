"""References that people can say on the telephone and that reveal no count (S8.14). Pure."""

import secrets

ALPHABET = "ABCDEFGHJKMNPQRTUVWXYZ2346789"  # no letter or figure that is taken for another
PATTERN = "[A-Z0-9]{3}-[A-Z0-9]{3}"


def new_reference() -> str:
    """A random reference such as K7M-4QX."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(6))
    return f"{drawn[:3]}-{drawn[3:]}"
