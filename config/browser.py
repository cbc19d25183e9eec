"""Which Chromium the browser tests drive: found, or installed where that is possible, or asked for in one line.

How a test uses it is not here (tests/conftest.py). Nothing in the product itself needs a browser on the server.
"""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge")
ELSEWHERE = (  # where a desktop keeps it, outside PATH
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
FLAGS = [
    "--no-sandbox",  # Chromium's own sandbox will not start as root, as on a build machine
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SENTENCE = "No Chromium here: install Chromium or Google Chrome, or set CHROMIUM to the path of one."


class NoBrowser(Exception):
    """There is no browser to run the tests in; its sentence says what to do."""


def find() -> str:
    """The path of a Chromium on this machine: CHROMIUM first, which is never passed over. Raises NoBrowser."""
    named = os.environ.get("CHROMIUM")
    if named:
        found = shutil.which(named)
        if not found:
            raise NoBrowser(f"CHROMIUM is {named}, and there is no such program.")
        return found
    for place in (*NAMES, *ELSEWHERE):
        found = shutil.which(place)
        if found:
            return found
    return playwrights_own()


def playwrights_own() -> str:
    """The path of the Chromium that playwright has downloaded. Raises NoBrowser when it has not."""
    from playwright.sync_api import sync_playwright  # half a second, and only tests have it

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    if not Path(path).exists():
        raise NoBrowser(SENTENCE)
    return path


def find_or_install() -> str:
    """As find(), but first installs one where this machine lets us. Raises NoBrowser."""
    try:
        return find()
    except NoBrowser:
        if os.environ.get("CHROMIUM"):
            raise
    print("Fairpost: no Chromium found; installing one for the browser tests.", flush=True)
    for way in ways():
        if all(subprocess.run(command, check=False).returncode == 0 for command in way):
            break
    return find()


def ways() -> list[list[list[str]]]:
    """The ways to install one, best first; each is a list of commands."""
    playwright = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if not root_on_debian():
        return [playwright]
    apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    return [[[*apt, "update"], [*apt, "install", "-y", "chromium"]], playwright]


def root_on_debian() -> bool:
    """Whether apt-get may be used and has a real Chromium (Ubuntu's package of that name is only a pointer)."""
    if os.name == "nt" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    try:
        return platform.freedesktop_os_release().get("ID") == "debian"
    except OSError:
        return False
