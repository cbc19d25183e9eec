#!/usr/bin/env python3
"""The door to every command. `demo`, `verify` and `prove` first get what they need: see config/setup.py."""

import os
import sys

from config import setup

if __name__ == "__main__":
    setup.prepare(sys.argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
