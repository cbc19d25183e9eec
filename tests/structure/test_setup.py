"""The set-up and the two commands: what a machine with nothing but Python is promised.

Whether the packages really install from nothing is not here: that takes a network, and every first run shows it.
"""

import ast
import base64
import hashlib
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.db import connection
from packaging.requirements import Requirement
from packaging.version import Version

from config import browser, postgres, setup
from config.management.commands.prove import experiments, listing
from config.management.commands.verify import count

ROOT = Path(settings.BASE_DIR)
LOCKS = (setup.RUNTIME, setup.TESTS)


def pins(lock: str) -> dict[str, str]:
    """Each package of a lock with its version; a line that is not a pin, a hash or a remark is a failure."""
    lines = [line for line in (ROOT / lock).read_text().splitlines() if line and not line.startswith("    ")]
    found = [re.fullmatch(r"([a-z0-9][a-z0-9.-]*)==(\S+)(?: ; .+)? \\", line) for line in lines]
    assert all(found), [line for line, match in zip(lines, found, strict=True) if not match]
    return {match[1]: match[2] for match in found if match}


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of its own with an empty environment, one small wheel and a lock that names it; no network."""
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(setup, "VAR", tmp_path / "var")
    monkeypatch.setenv("UV_NO_INDEX", "1")
    monkeypatch.setenv("UV_FIND_LINKS", str(tmp_path))
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    setup.make_environment()
    lock_for(tmp_path, wheel(tmp_path, "1.0"), "1.0")
    return tmp_path


def wheel(folder: Path, version: str) -> str:
    """A real wheel of a package that does nothing; its SHA-256."""
    file = folder / f"paperclip-{version}-py3-none-any.whl"
    place = f"paperclip-{version}.dist-info"
    files = {
        "paperclip.py": f"VERSION = {version!r}\n",
        f"{place}/METADATA": f"Metadata-Version: 2.1\nName: paperclip\nVersion: {version}\n",
        f"{place}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    digests = {name: base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()) for name, text in files.items()}
    record = [f"{name},sha256={digests[name].decode().rstrip('=')},{len(files[name])}\n" for name in files]
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in (files | {f"{place}/RECORD": "".join(record) + f"{place}/RECORD,,\n"}).items():
            archive.writestr(name, text)
    return hashlib.sha256(file.read_bytes()).hexdigest()


def lock_for(folder: Path, digest: str, version: str) -> None:
    """Write the lock that names the wheel."""
    (folder / setup.RUNTIME).write_text(f"paperclip=={version} \\\n    --hash=sha256:{digest}\n")


def installed(folder: Path) -> str:
    """The version of the package in a checkout's environment; "" when it is not there."""
    words = [str(setup.python()), "-c", "from importlib.metadata import version; print(version('paperclip'))"]
    return subprocess.run(words, capture_output=True, text=True, cwd=folder, check=False).stdout.strip()


def test_manage_py_is_a_few_lines_and_sends_production_straight_to_django(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len((ROOT / "manage.py").read_text().splitlines()) <= 15
    before = dict(os.environ)
    for words in ([], ["migrate"], ["runserver", "demo"]):
        setup.prepare(["manage.py", *words])
    assert dict(os.environ) == before
    with pytest.raises(SystemExit, match="3.10"):
        setup.refuse_old_python((3, 10))


def test_the_set_up_needs_nothing_but_python() -> None:
    tree = ast.parse((ROOT / "config" / "setup.py").read_text())
    names = [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
    names += ["." * node.level + (node.module or "") for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert len(names) > 10
    assert [name for name in names if name.split(".")[0] not in sys.stdlib_module_names] == []


def test_every_package_is_locked_to_a_version_and_a_hash_and_no_address_is_named() -> None:
    for lock in LOCKS:
        text = (ROOT / lock).read_text()
        blocks = re.split(r"\n(?=\S)", text)
        assert len(blocks) == len(pins(lock)) > 15
        assert [block.split()[0] for block in blocks if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", block)] == []
        assert [word for word in ("://", "--index", "--extra", "--find", "--trusted", " @ ") if word in text] == []


def test_the_locks_hold_what_the_project_asks_for_and_agree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    runtime, tests = pins(setup.RUNTIME), pins(setup.TESTS)
    for asked, locked in ((project["project"]["dependencies"], runtime), (project["dependency-groups"]["dev"], tests)):
        wanted = [Requirement(line) for line in asked]
        assert [str(one) for one in wanted if not one.specifier.contains(Version(locked[one.name]))] == []
    assert {name: version for name, version in tests.items() if runtime.get(name, version) != version} == {}


def test_the_build_machine_runs_what_a_developer_runs() -> None:
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    commands = [line for line in lines if line and not line.startswith("#")]
    assert commands == ["set -eu", 'cd "$(dirname "${BASH_SOURCE[0]}")/.."', "exec python3 manage.py verify"]
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_packages_are_installed_when_the_lock_has_changed_and_only_then(
    checkout: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert setup.stale([setup.RUNTIME]) == [setup.RUNTIME]
    setup.install([setup.RUNTIME])
    assert (setup.stale([setup.RUNTIME]), installed(checkout)) == ([], "1.0")
    assert "installing" in capfd.readouterr().out
    setup.install([setup.RUNTIME])
    assert capfd.readouterr().out == ""
    lock_for(checkout, wheel(checkout, "1.1"), "1.1")
    setup.install([setup.RUNTIME])
    assert (setup.stale([setup.RUNTIME]), installed(checkout)) == ([], "1.1")


def test_a_package_with_another_hash_or_none_is_refused(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(checkout))
    for lock in (f"paperclip==1.0 --hash=sha256:{'0' * 64}\n", "paperclip==1.0\n"):
        (checkout / setup.RUNTIME).write_text(lock)
        with pytest.raises(SystemExit, match="could not be installed"):
            setup.install([setup.RUNTIME])
        assert (setup.stale([setup.RUNTIME]), installed(checkout)) == ([setup.RUNTIME], "")


def test_a_second_set_up_waits_for_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "VAR", tmp_path)
    code = f"from config import setup; setup.VAR = setup.Path({str(tmp_path)!r})\nwith setup.only_one(): print('in')"
    with setup.only_one():
        second = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert second.stdout
        assert second.stdout.readline() == "Fairpost: another run is setting up; waiting for it.\n"
        assert second.poll() is None
    assert second.communicate(timeout=20)[0] == "in\n"


def test_each_checkout_has_a_secret_of_its_own_that_others_cannot_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "VAR", tmp_path / "one")
    monkeypatch.setenv("SECRET_KEY", "production's")
    monkeypatch.setenv("FAIRPOST_MODE", "production")
    setup.set_mode("demo")
    first = os.environ["SECRET_KEY"]
    assert (os.environ["FAIRPOST_MODE"], setup.demonstration_key()) == ("demonstration", first)
    assert len(first) >= 50
    assert (tmp_path / "one" / "demonstration.key").stat().st_mode & 0o777 == 0o600
    monkeypatch.setattr(setup, "VAR", tmp_path / "two")
    assert setup.demonstration_key() != first


@pytest.mark.django_db
def test_the_tests_meet_the_database_they_were_asked_to_and_never_the_demonstrations() -> None:
    asked = "postgresql" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "sqlite"
    assert connection.vendor == asked
    assert settings.FAIRPOST_MODE == "test"
    assert not Path(os.environ["FAIRPOST_DATA"]).resolve().is_relative_to(ROOT / "var")


def test_a_skipped_test_counts_as_failed_and_a_passed_one_as_passed(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "import pytest\n\n@pytest.fixture\ndef breaks():\n    yield\n    1 / 0\n\n"
        "def test_passes(): pass\n\ndef test_skips(): pytest.skip()\n\ndef test_fails_twice(breaks): assert False\n\n"
        "@pytest.mark.xfail\ndef test_fails_as_expected(): assert False\n"
    )
    assert count(tmp_path / "it.xml") == (0, 0)
    words = ["-p", "no:django", "-c", os.devnull, "--rootdir", ".", "--junitxml=it.xml", "-q"]
    subprocess.run([sys.executable, "-m", "pytest", *words], cwd=tmp_path, capture_output=True, check=False)
    assert count(tmp_path / "it.xml") == (1, 3)


def test_experiments_are_found_by_their_files_and_an_empty_list_says_how_to_add_one(tmp_path: Path) -> None:
    assert "tests/prove/" in listing(experiments(tmp_path))
    for name in ("tampering.py", "access.py", "__init__.py"):
        (tmp_path / name).touch()
    assert experiments(tmp_path) == ["access", "tampering"]


def test_a_browser_that_is_named_is_used_and_a_wrong_name_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", sys.executable)
    assert browser.find() == sys.executable
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    with pytest.raises(browser.NoBrowser, match="/nowhere/chromium"):
        browser.find_or_install()


def test_the_application_may_use_rows_and_may_not_change_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    with postgres.server() as superuser:
        folder = Path(connect_folder(superuser))
        assert folder.stat().st_mode & 0o077 == 0
        roles = postgres.make_roles(superuser)
        postgres.statements(roles.owner, "CREATE TABLE pinboard (id serial PRIMARY KEY, said text)")
        postgres.statements(roles.application, "INSERT INTO pinboard (said) VALUES ('É')")
        for refused in ("TRUNCATE pinboard", "DROP TABLE pinboard", "CREATE TABLE mine (id int)"):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                postgres.statements(roles.application, refused)
        postgres.statements(roles.application, "UPDATE pinboard SET said = 1 / (lower(said) = 'é')::int")
    assert not folder.exists()
    monkeypatch.setenv("PG_BIN", "/nowhere")
    with pytest.raises(SystemExit, match="PG_BIN is /nowhere"), postgres.server():
        pass


def connect_folder(address: str) -> str:
    """The folder of a throwaway server's socket."""
    return psycopg2.extensions.parse_dsn(address)["host"]
