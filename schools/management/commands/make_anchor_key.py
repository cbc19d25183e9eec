"""`make_anchor_key`: a new key that signs statements. It is printed once and kept nowhere here (S16.20)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from schools.anchors.keys import NoKey, key_fingerprint, new_key, read_keys, signing_keys


class Command(BaseCommand):
    """Needs no database."""

    help = "Make a key for FAIRPOST_ANCHOR_KEY; with --rotate, another one for this installation."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether there is a key already; or only which public keys there are."""
        parser.add_argument("--rotate", action="store_true", help="for the installation of the present key")
        parser.add_argument(
            "--public", action="store_true", help="print the public keys that are in use, and no secret"
        )

    def handle(self, *, rotate: bool, public: bool, **_: Any) -> None:
        """Print it. Raises CommandError where the present key is asked for and is none."""
        try:
            present = signing_keys() if rotate or public else []
        except NoKey as error:
            raise CommandError(str(error)) from error
        if public:
            for key in present:
                self.stdout.write(f"{key.public}  {key_fingerprint(key.public)}")
            return
        made = new_key(present[0].installation if present else "")
        self.stdout.write(made)
        self.stderr.write(f"Its public key is {read_keys(made)[0].public}")
        self.stderr.write(AFTER_ROTATING if rotate else AFTER_MAKING)


AFTER_MAKING = (
    "Put the line above into FAIRPOST_ANCHOR_KEY, or into a file that FAIRPOST_ANCHOR_KEY names and only the nightly "
    "job can read. Keep a copy in a safe, never beside the database or its backups."
)
AFTER_ROTATING = (
    "Put the line above in front of the present key, with a comma between, run `anchor_records` on one night, so that "
    "the old key vouches for the new one, and then take the old one away."
)
