"""What `demo`, `verify` and `prove` do before anything is installed: the environment, the locked packages, the mode.

Standard library only: it runs on a machine with nothing but Python. Production never comes here, so that its
`manage.py migrate` stays Django's own. Finding a database server or a browser for the tests is not here either:
see postgres.py and browser.py beside this file.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, NoReturn

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VAR = ROOT / "var"
OLDEST_PYTHON = (3, 11)
RUNTIME, TESTS = "requirements.txt", "requirements-dev.txt"
LOCKS = {"demo": (RUNTIME,), "verify": (RUNTIME, TESTS), "prove": (RUNTIME, TESTS)}
FLAGS = ("--require-hashes", "--only-binary", ":all:")


def prepare(argv: Sequence[str]) -> None:
    """Make this process one that can run the command: the right Python, packages and mode; other commands pass by.

    Returns in the environment's own Python, or replaces this process by it. Raises SystemExit with one sentence.
    """
    word = argv[1] if len(argv) > 1 else ""
    if word not in LOCKS:
        return
    refuse_old_python(sys.version_info[:2])
    with only_one():
        make_environment()
        install(LOCKS[word])
    if Path(sys.prefix).resolve() != VENV.resolve():
        hand_over(argv)
    set_mode(word)


def refuse_old_python(version: tuple[int, ...]) -> None:
    """Say plainly that this Python is too old. Raises SystemExit."""
    if version < OLDEST_PYTHON:
        stop(f"this is Python {version[0]}.{version[1]} ({sys.executable}); Fairpost needs Python 3.11 or later.")


def set_mode(word: str) -> None:
    """Set the environment that config/settings.py reads; what the machine had set for production is never used."""
    if word == "demo":
        os.environ["FAIRPOST_MODE"] = "demonstration"
        os.environ["SECRET_KEY"] = demonstration_key()
        return
    folder = tempfile.mkdtemp(prefix="fairpost-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["FAIRPOST_MODE"] = "test"
    os.environ["SECRET_KEY"] = secrets.token_urlsafe(50)
    os.environ["FAIRPOST_DATA"] = folder


def pytest_addoption() -> None:
    """Tests started by hand are tests too: pytest calls this before pytest-django reads the settings."""
    if os.environ.get("FAIRPOST_MODE") != "test":
        set_mode("verify")


def demonstration_key() -> str:
    """The secret of this checkout's demonstration: made once, kept in var/, readable by its owner alone."""
    file = VAR / "demonstration.key"
    if not file.exists():
        VAR.mkdir(mode=0o750, parents=True, exist_ok=True)
        fresh = VAR / f"demonstration.key.{os.getpid()}"
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
            handle.write(secrets.token_urlsafe(50))
        fresh.replace(file)  # whole or not at all, should the machine stop here
    return file.read_text()


def make_environment() -> None:
    """Make .venv unless its Python is there. Raises SystemExit naming python3-venv.

    An upgrade of the machine's Python can leave a link to nothing; then all is made anew.
    """
    if python().exists():
        return
    say("making the Python environment in .venv (once).")
    bare = ["--without-pip"] if shutil.which("uv") else []
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", *bare, str(VENV)], capture_output=True, text=True, check=False
    )
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)  # Debian leaves a half-made one, which would look whole next time
        reason = " ".join((made.stderr or made.stdout).split())[:160]
        stop(f"could not make .venv; on Debian or Ubuntu first run `apt install python3-venv`. ({reason})")


def python() -> Path:
    """The environment's own Python."""
    return VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def stale(locks: Sequence[str]) -> list[str]:
    """The locks that are not, byte for byte, those installed last."""
    return [lock for lock in locks if not stamp(lock).exists() or stamp(lock).read_text() != digest(lock)]


def stamp(lock: str) -> Path:
    """Where the hash of the lock installed last is kept."""
    return VENV / f".{Path(lock).stem}.sha256"


def digest(lock: str) -> str:
    """The SHA-256 of a lock file."""
    return hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()


def install(locks: Sequence[str]) -> None:
    """Install the locks where one has changed, wheels only, each checked by its hash. Raises SystemExit."""
    if not stale(locks):
        return
    say("installing the locked packages, each checked by its hash.")
    start = time.monotonic()
    wanted = [*FLAGS, *(f"--requirement={ROOT / lock}" for lock in locks)]
    uv = find_uv()
    if not (uv and run([uv, "pip", "install", "--python", str(python()), *wanted])):
        say("going on with pip, which says nothing for up to a minute.")
        if not pip("install", "--quiet", *wanted):
            stop("the packages could not be installed; the lines above say why. Run the same command to try again.")
    for lock in locks:
        stamp(lock).write_text(digest(lock))
    say(f"packages ready in {time.monotonic() - start:.1f} s.")


def find_uv() -> str:
    """The installer uv: the environment's, the machine's, or fetched by pip at the locked hash; "" if none."""
    own = python().with_name("uv.exe" if sys.platform == "win32" else "uv")
    found = str(own) if own.exists() else shutil.which("uv")
    if found:
        return found
    say("fetching the installer uv.")
    pinned = re.search(r"^uv==(?:.*\\\n)+.*$", (ROOT / TESTS).read_text(), re.MULTILINE)
    with tempfile.TemporaryDirectory() as folder:
        lock = Path(folder) / "uv.txt"
        lock.write_text(pinned.group() if pinned else "")
        done = bool(pinned) and pip("install", "--quiet", *FLAGS, f"--requirement={lock}")
    return str(own) if done else ""


def pip(*words: str) -> bool:
    """Run the environment's pip, which a stopped run may have left out."""
    start = [str(python()), "-m"]
    if subprocess.run([*start, "pip", "--version"], capture_output=True, check=False).returncode:
        run([*start, "ensurepip"])
    return run([*start, "pip", "--disable-pip-version-check", *words])


def run(command: Sequence[str]) -> bool:
    """Run a program with its progress in view; True when it succeeds."""
    # A school often reads its own traffic, by a certificate that only the machine knows: uv has to be told to ask it.
    environment = {"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1"} | os.environ
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """One set-up at a time in this checkout: a second run waits, then finds the work done."""
    VAR.mkdir(mode=0o750, parents=True, exist_ok=True)
    with (VAR / "setup.lock").open("a") as handle:  # closing it, in whatever way, gives the lock back
        if not take(handle):
            say("another run is setting up; waiting for it.")
            while not take(handle):
                time.sleep(0.2)
        yield


def take(handle: IO[str]) -> bool:
    """Take the lock of an open file, without waiting."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def hand_over(argv: Sequence[str]) -> NoReturn:
    """Go on in the environment's Python. Windows keeps no console across exec, so there we wait for a child."""
    command = [str(python()), *argv]
    if sys.platform == "win32":
        sys.exit(subprocess.call(command))
    os.execv(command[0], command)


def say(sentence: str) -> None:
    """Tell the person at the terminal what is being done, at once."""
    print(f"Fairpost: {sentence}", flush=True)


def stop(sentence: str) -> NoReturn:
    """End here with one line. Raises SystemExit."""
    sys.exit(f"Fairpost: {sentence}")
