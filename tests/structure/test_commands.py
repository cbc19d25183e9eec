"""Our commands take nothing of Django's by its name: what they call `check` Django calls before each of them."""

import pytest
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand

OURS = sorted(name for name, app in get_commands().items() if app in ("config", "schools", "policies", "incidents"))
OPEN = {"handle", "add_arguments", "help", "requires_system_checks"}
"""What a command is meant to say anew."""


@pytest.mark.parametrize("name", OURS)
def test_a_command_says_anew_only_what_it_is_meant_to(name: str) -> None:
    command = type(load_command_class(get_commands()[name], name))
    again = {each for each in vars(command) if hasattr(BaseCommand, each) and not each.startswith("__")}
    assert again <= OPEN and len(OURS) > 20
