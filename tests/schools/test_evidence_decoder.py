"""The process that decodes: what it cannot reach, what ends it, and that no decoding happens anywhere else.

Where the decoder has to hang, crash or lie, a program that does so stands in its place.
"""

import ast
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

import pytest

from schools.files import inspection
from tests.prove import upload_fuzz
from tests.schools import evidence_files as files
from tests.schools.evidence_files import refusal

REPOSITORY = Path(__file__).resolve().parents[2]

LIE = '{"kind": "%s", "width": %s, "height": 1, "pages": 1, "notes": [], "sealed": true}'


@pytest.mark.parametrize(
    ("behaviour", "sentence"),
    [
        ("signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)", "takes too long"),
        ("os.close(1); time.sleep(60)", "could not be checked"),
        ("os.kill(os.getpid(), 9)", "could not be checked"),
        ("os.abort()", "could not be checked"),
        ("print('{')", "could not be checked"),
        ("print('[' * 60_000)", "could not be checked"),
        ("print('x' * 10_000_000)", "could not be checked"),
        ("print('{\"refused\": \"' + 'x' * 100_000 + '\"}')", "could not be checked"),
        (f"print({LIE % ('svg', 1)!r})", "could not be checked"),
        (f"print({LIE % ('png', -1)!r})", "could not be checked"),
        (f"print({LIE % ('png', 'true')!r})", "could not be checked"),
        ("print('{\"refused\": 3}')", "could not be checked"),
        (f"print({LIE % ('pdf', 1)!r})", "is really a PDF"),
    ],
)
def test_a_decoder_that_hangs_crashes_or_lies_gives_a_sentence_and_leaves_neither_file_nor_process(
    behaviour: str, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in, note = tmp_path / "decoder.py", tmp_path / "process"
    stand_in.write_text(f"import os, signal, time\nopen({str(note)!r}, 'w').write(str(os.getpid()))\n{behaviour}\n")
    monkeypatch.setattr(inspection, "DECODER", stand_in)
    monkeypatch.setattr(inspection, "SECONDS", 1)
    started = time.monotonic()

    assert sentence in refusal("a.png", files.picture("PNG"))
    with pytest.raises(ProcessLookupError):
        os.kill(int(note.read_text()), 0)
    assert time.monotonic() - started < 30  # it was ended: it would have slept for sixty


def test_the_decoder_is_given_the_open_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in = tmp_path / "decoder.py"
    stand_in.write_text(
        "import json, os, sys\n"
        "given = [sorted(os.environ), os.listdir('.'), os.getsid(0) == os.getpid()]\n"
        "given += [sorted(os.listdir('/proc/self/fd')), sys.flags.isolated, sys.flags.no_site]\n"
        "given.append(os.read(0, 4)[1:].decode())\n"
        "try: os.write(0, b'x')\n"
        "except OSError: given.append('cannot write')\n"
        "print(json.dumps({'refused': json.dumps(given)}))\n"
    )
    monkeypatch.setattr(inspection, "DECODER", stand_in)
    monkeypatch.setenv("SECRET_KEY", "a secret")

    told = refusal("a.png", files.picture("PNG"))

    # LC_CTYPE is Python's own doing, and 3 is the listing itself
    assert told == '[["LC_CTYPE"], [], true, ["0", "1", "2", "3"], 1, 1, "PNG", "cannot write"]'


FORBIDDEN = {
    "reading a file": "open('/etc/hostname')",
    "the web process's secrets": "open(f'/proc/{os.getppid()}/environ')",
    "listing a folder": "os.listdir('/')",
    "writing a file": "open('/tmp/left-behind', 'w')",
    "the network": "socket.socket()",
    "a local socket": "socket.socket(socket.AF_UNIX)",
    "another program": "os.execv('/bin/true', ['true'])",
    "another process": "os.fork()",
    "ending the web process": "os.kill(os.getppid(), 0)",
    "tracing": "ctypes.CDLL(None, use_errno=True).ptrace(0, 0, 0, 0) and raise_errno()",
    "removing a file": "os.unlink('/tmp/left-behind')",
    "a module": "__import__('wave')",
}
PROBE = """
import ctypes, os, socket, sys
def raise_errno(): raise OSError(ctypes.get_errno(), "refused")
from schools.files.decoding import confinement
confinement.limit()
assert confinement.seal()
assert os.read(0, 5) == b"given"
try:
    {attempt}
except OSError as refused:
    sys.stdout.write(f"refused {{refused.errno}}")
except ModuleNotFoundError:
    sys.stdout.write("refused 1")
sys.stdout.flush()
os._exit(0)
"""


@pytest.mark.skipif(platform.system() != "Linux", reason="the seal is Linux's own; elsewhere there are only limits")
@pytest.mark.parametrize("what", FORBIDDEN)
def test_once_sealed_the_decoder_reads_what_it_was_given_and_reaches_nothing_else(what: str) -> None:
    assert _probe("sys.stdout.write('allowed')") == "allowed"
    assert _probe(FORBIDDEN[what]) == "refused 1"


def _probe(attempt: str) -> str:
    command = [sys.executable, "-c", PROBE.format(attempt=attempt)]
    return subprocess.run(command, input="given", capture_output=True, text=True, cwd=REPOSITORY).stdout


@pytest.mark.parametrize(
    ("attempt", "outcome"),
    [
        ("bytearray(300 * 2**20)", "kept to it"),
        ("bytearray(600 * 2**20)", "MemoryError"),
        ("[os.dup(0) for _ in range(3)]", "kept to it"),
        ("[os.dup(0) for _ in range(12)]", "OSError"),
        ("open('grown', 'wb', 0).write(b'x')", "OSError"),
        ("print(resource.getrlimit(resource.RLIMIT_CPU), end=' ')", "(12, 12) kept to it"),
    ],
)
def test_the_decoder_is_held_to_its_memory_files_and_time(attempt: str, outcome: str, tmp_path: Path) -> None:
    program = (
        "import os, resource, sys\nfrom schools.files.decoding import confinement\nconfinement.limit()\n"
        f"try:\n    {attempt}\n    print('kept to it')\nexcept Exception as refused: print(type(refused).__name__)\n"
    )
    command, where = [sys.executable, "-c", program], {"PYTHONPATH": str(REPOSITORY)}
    run = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=where)
    assert run.stdout.strip() == outcome


def test_a_file_passes_the_gate_without_the_web_process_loading_a_library_that_decodes(tmp_path: Path) -> None:
    shot = tmp_path / "shot.png"
    shot.write_bytes(files.picture("PNG"))
    program = (
        "import sys, django\nfrom pathlib import Path\nfrom django.conf import settings\n"
        f"settings.configure(EVIDENCE_ROOT=Path({str(tmp_path / 'kept')!r}), EVIDENCE_MAX_BYTES=10**6)\n"
        "from django.core.files.base import File\nfrom schools.files import store as evidence\n"
        f"received = evidence.receive(File(open({str(shot)!r}, 'rb'), name='shot.png'), folder='oak')\n"
        "print(received.width, sorted({'PIL', 'pikepdf', 'pillow_heif', '_pillow_heif'} & set(sys.modules)))\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=REPOSITORY)
    assert (run.stdout, run.stderr) == ("60 []\n", "")


def test_mutated_files_are_kept_unaltered_or_refused_with_a_sentence_and_nothing_else_happens() -> None:
    figures = upload_fuzz.examine(120)

    assert figures.faults() == []
    assert figures.examined == 120


def test_no_module_but_the_readers_imports_a_library_that_decodes() -> None:
    importing = {
        str(path.relative_to(REPOSITORY))
        for app in ("config", "schools", "policies", "incidents")
        for path in (REPOSITORY / app).rglob("*.py")
        if _imported(path) & {"PIL", "pikepdf", "pillow_heif", "docx", "lxml", "pypdfium2"}
    }
    readers = {"documents", "pictures", "words", "pages"}
    assert importing == {f"schools/files/decoding/{name}.py" for name in readers}


def _imported(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text())))
    plain = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    return {name.partition(".")[0] for name in plain | {n.module or "" for n in nodes if isinstance(n, ast.ImportFrom)}}
