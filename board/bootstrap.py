"""From a bare checkout to a running program, with nothing but Python: makes the environment, then does what is asked.

    python3 board/bootstrap.py run|dev|test|sweep|check|format|coverage|bench|sbom|pictures|compare

It imports none of our code before the environment stands, and installs again only when a lock file has changed.
"""

import contextlib
import ctypes
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
RESTART = 1
"""Seconds until a worker that died is started anew."""
MEMORY = Path("/dev/shm")  # noqa: S108 (what is made in it has a folder of its own)
ROOM = 2 * 1024**3
"""Bytes that must be free in memory for the tests to use it; they need about a third of it."""
PATIENCE = 20
"""Seconds that each process has to finish what it is doing."""


def prepare(lock: str) -> None:
    """Make `.venv` hold exactly what the lock file says. A stamp with the lock's hash tells that it does."""
    stamp = VENV / f"{lock}.installed"
    asked = hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == asked and PYTHON.exists():
        return
    print(f"Installing what {lock} lists into .venv …", flush=True)
    uv = shutil.which("uv")
    if uv:
        _do(uv, "venv", "-q", "--allow-existing", "--python", sys.executable, str(VENV))
        _do(uv, "pip", "install", "-q", "--compile-bytecode", "--python", str(PYTHON), "--require-hashes", "-r", lock)
    else:
        _make_venv()
        pip = (sys.executable, "-m", "pip", "--python", str(PYTHON), "install", "-q", "--require-hashes")
        _do(*pip, "--no-deps", "-r", lock)  # the lock names all of them, also against the wish of one of them
    stamp.write_text(asked)


def _make_venv() -> None:
    """A virtual environment; without pip where Debian left `ensurepip` out, since the outer pip can fill it."""
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, check=False)
    if made.returncode:
        _do(sys.executable, "-m", "venv", "--without-pip", str(VENV))


def _do(*command: str, **more: str) -> None:
    done = subprocess.run(command, cwd=ROOT, env=os.environ | more, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def run() -> None:
    """Serve the demo school on http://127.0.0.1:8000 (PORT changes the number), with a worker; Ctrl-C ends both."""
    _serve("requirements.lock")


def dev() -> None:
    """The same, and both processes begin again when code or a template changes."""
    _serve("requirements-test.lock", _newest_change)


def _serve(lock: str, version: Callable[[], object] | None = None) -> None:
    prepare(lock)
    port = os.environ.get("PORT", "8000")
    demo = {"ROUNDS_DEMO": "1", "ROUNDS_BASE_URL": f"http://127.0.0.1:{port}"}
    _do(str(PYTHON), "-m", "flask", "--app", "app", "open-demo", **demo)
    print(f"\n  Rounds is at http://127.0.0.1:{port} (Ctrl-C stops it)\n", flush=True)
    web = [str(PYTHON), "-m", "gunicorn", "-c", "board/gunicorn_conf.py", "-b", f"127.0.0.1:{port}", "app:app"]
    worker = [str(PYTHON), "-m", "flask", "--app", "app", "worker"]
    sys.exit(_keep_running(web, worker, os.environ | demo, version))


def _newest_change() -> float:
    """When any file that the running program has read was last written; a folder tells of files that went."""
    newest = (ROOT / "app.py").stat().st_mtime
    for top in (ROOT / "board", ROOT / "templates"):
        for folder, folders, files in os.walk(top):
            folders[:] = [name for name in folders if name != "__pycache__"]
            for name in [*folders, *files]:
                with contextlib.suppress(FileNotFoundError):  # an editor's own file, gone since it was listed
                    newest = max(newest, Path(folder, name).stat().st_mtime)
    return newest


def _keep_running(
    web: list[str], worker: list[str], environ: dict[str, str], version: Callable[[], object] | None = None
) -> int:
    """Run both until the web server ends or we are told to stop, then end both. A worker that died is started anew.

    With a `version`, both begin again when it changes, and a web server that could not start waits for that.
    """

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    def start(command: list[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, cwd=ROOT, env=environ, preexec_fn=_die_with_parent)

    signal.signal(signal.SIGTERM, stop)
    seen = version() if version else None
    serving, working = start(web), start(worker)
    try:
        while version or serving.poll() is None:
            if version and (now := version()) != seen:
                print("Something changed. Beginning again …", flush=True)
                seen = now
                _end_each(working, serving)
                serving, working = start(web), start(worker)
            elif working.poll() is not None and serving.poll() is None:
                print(f"The worker ended ({working.returncode}). Another begins.", flush=True)
                time.sleep(RESTART)
                working = start(worker)
            time.sleep(0.5)
    except KeyboardInterrupt:
        print("\nStopping …", flush=True)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_each(working, serving)
    return max(serving.returncode, 0)


def _end_each(*processes: subprocess.Popen[bytes]) -> None:
    """Ask each to end, wait while they finish what is under way, and no longer than that."""
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _die_with_parent() -> None:
    """On Linux, also when this process is killed outright: nothing is left behind that holds the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def test() -> None:
    """Run the tests that hold each rule; words after `test` go to pytest."""
    _test("-m", "not sweep", *sys.argv[2:])


def sweep() -> None:
    """Run what `test` leaves out: all pages, addresses and states, full sizes, PostgreSQL (tests/sweeps.py)."""
    _test("-m", "sweep", *sys.argv[2:])


def coverage() -> None:
    """Run the whole test suite and tell how much of `board/` it ran (pyproject.toml, `tool.coverage`)."""
    _test("--cov", "--cov-report=term:skip-covered", *sys.argv[2:])


BYTECODE = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(VENV / "bytecode")}
"""A test run begins a hundred processes: what they all load is compiled once."""


def _test(*words: str) -> None:
    prepare("requirements-test.lock")
    with _folder_in_memory() as folder:
        _do(
            str(PYTHON),
            "-m",
            "pytest",
            "-n",
            str((os.cpu_count() or 1) + 1),  # one of them waits for a browser or a server
            "--dist",
            "loadfile",
            "--no-loadscope-reorder",
            *words,
            **folder,
            **BYTECODE,
        )


@contextlib.contextmanager
def _folder_in_memory() -> Iterator[dict[str, str]]:
    """Where the tests keep their databases. Thousands of small ones on a disk cost a third of the time."""
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK) or shutil.disk_usage(MEMORY).free < ROOM:
        yield {}
        return
    with tempfile.TemporaryDirectory(prefix="rounds-tests-", dir=MEMORY) as folder:
        Path(folder).chmod(0o755)  # PostgreSQL runs as a user of its own
        yield {"TMPDIR": folder}


def check() -> None:
    """Lint of code and templates, types, import contracts, dead code."""
    prepare("requirements-test.lock")
    _do(str(PYTHON), "-m", "ruff", "check", ".")
    _do(str(PYTHON), "-m", "ruff", "format", "--check", ".")
    _do(str(PYTHON), "-m", "mypy")
    _do(str(VENV / "bin" / "lint-imports"))
    _do(str(PYTHON), "-m", "tests.dead_code")
    _do(str(PYTHON), "-m", "djlint", "templates", "--lint", "--quiet")


def format() -> None:  # noqa: A001 (the word after `make`)
    """Write the Python code in the one format, imports in order."""
    prepare("requirements-test.lock")
    _do(str(PYTHON), "-m", "ruff", "check", "-q", "--select", "I", "--fix", ".")
    _do(str(PYTHON), "-m", "ruff", "format", ".")


def bench() -> None:
    """Measure ours against its peers: every benchmark in turn, or the one that is named."""
    prepare("requirements-bench.lock")
    for path in sys.argv[2:] or sorted(str(path) for path in (ROOT / "tests" / "benchmarks").glob("[a-z]*.py")):
        _do(str(PYTHON), path)


def sbom() -> None:
    """Write rounds.cdx.json: every part of others that Rounds runs with, as a CycloneDX bill of materials."""
    prepare("requirements-test.lock")
    _do(str(PYTHON), "-m", "tests.sbom")


def pictures() -> None:
    """Draw every page into `instance/pictures/now`; a word after `pictures` is how their addresses begin."""
    prepare("requirements-test.lock")
    _do(str(PYTHON), "-m", "tests.pictures", "take", *sys.argv[2:])


def compare() -> None:
    """Tell which pictures differ from those of the run before."""
    prepare("requirements-test.lock")
    _do(str(PYTHON), "-m", "tests.pictures", "compare")


COMMANDS = {
    command.__name__: command
    for command in (run, dev, test, sweep, check, format, coverage, bench, sbom, pictures, compare)
}

if __name__ == "__main__":
    asked = COMMANDS.get(sys.argv[1] if len(sys.argv) > 1 else "run")
    if asked is None:
        sys.exit(f"usage: python3 board/bootstrap.py {'|'.join(COMMANDS)}")
    asked()
