"""`manage.py write_docs`: print the part of `docs/` that comes from code; `--check` only says what differs."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.manual import PAGES


def outdated() -> dict[str, str]:
    """The pages that are not as the code has them, each with what it should say."""
    wanted = {place: page() for place, page in PAGES.items()}
    return {place: text for place, text in wanted.items() if standing(place) != text}


def standing(place: str) -> str:
    """What a page says now; nothing where there is none."""
    file = Path(settings.BASE_DIR) / place
    return file.read_text(encoding="utf-8") if file.exists() else ""


class Command(BaseCommand):
    """Writes the pages, or says which differ."""

    help = "Print the generated pages of docs/ from the code."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to write."""
        parser.add_argument("--check", action="store_true", help="write nothing; fail when a page differs")

    def handle(self, *, check: bool, **_: Any) -> None:
        """Write what differs, or fail and name it."""
        pages = outdated()
        if check and pages:
            raise CommandError(f"Not as the code has it: {', '.join(pages)}. Run `manage.py write_docs`.")
        for place, text in pages.items():
            (Path(settings.BASE_DIR) / place).write_text(text, encoding="utf-8")
            self.stdout.write(f"{place} is written.")
