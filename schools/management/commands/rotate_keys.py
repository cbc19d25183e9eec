"""`rotate_keys`: every sealed secret is sealed anew under the newest of FAIRPOST_KEYS (S11.02).

Put the new key first and keep the old one behind it; restart; run this; then take the old key away and restart.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from schools.history import ROTATING
from schools.operations.factors import change_keys
from schools.sealing import CannotOpen


class Command(BaseCommand):
    """Seal everything anew, or nothing."""

    help = "Seal the secrets of all authenticator apps anew under the first key in FAIRPOST_KEYS."

    def handle(self, **options: Any) -> None:
        """Say how many there were. Raises CommandError where a key is lacking; then nothing has changed."""
        try:
            changed = change_keys(by=ROTATING)
        except CannotOpen as error:
            raise CommandError(f"{error} Put the key back that sealed it. Nothing has changed.") from error
        self.stdout.write(f"Sealed anew: {changed}. The older keys can go.")
