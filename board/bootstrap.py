"""From a bare checkout to a running program, with nothing but Python: makes the environment, then does what is asked.

    python3 board/bootstrap.py run|test|check|bench

It imports none of our code before the environment stands, and installs again only when a lock file has changed.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


def prepare(lock: str) -> None:
    """Make `.venv` hold exactly what the lock file says. A stamp with the lock's hash tells that it does."""
    stamp = VENV / f"{lock}.installed"
    wanted = hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted and PYTHON.exists():
        return
    print(f"Installing what {lock} lists into .venv …", flush=True)
    uv = shutil.which("uv")
    if uv:
        _do(uv, "venv", "-q", "--allow-existing", "--python", sys.executable, str(VENV))
        _do(uv, "pip", "install", "-q", "--compile-bytecode", "--python", str(PYTHON), "--require-hashes", "-r", lock)
    else:
        _make_venv()
        _do(sys.executable, "-m", "pip", "--python", str(PYTHON), "install", "-q", "--require-hashes", "-r", lock)
    stamp.write_text(wanted)


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
    """Serve the demo school on http://127.0.0.1:8000 (PORT changes the number)."""
    prepare("requirements.lock")
    port = os.environ.get("PORT", "8000")
    demo = {"ROUNDS_DEMO": "1", "ROUNDS_BASE_URL": f"http://127.0.0.1:{port}"}
    _do(str(PYTHON), "-m", "flask", "--app", "app", "open-demo", **demo)
    print(f"\n  Rounds is at http://127.0.0.1:{port} (Ctrl-C stops it)\n", flush=True)
    gunicorn = [str(PYTHON), "-m", "gunicorn", "-b", f"127.0.0.1:{port}", "-k", "gthread", "--threads", "8"]
    os.chdir(ROOT)
    os.execve(gunicorn[0], [*gunicorn, "--no-control-socket", "app:app"], os.environ | demo)


def test() -> None:
    """Run the whole test suite; words after `test` go to pytest."""
    prepare("requirements-test.lock")
    _do(str(PYTHON), "-m", "pytest", "-n", "auto", "--dist", "loadfile", *sys.argv[2:])


def check() -> None:
    """Lint, types, import contracts."""
    prepare("requirements-test.lock")
    _do(str(PYTHON), "-m", "ruff", "check", ".")
    _do(str(PYTHON), "-m", "ruff", "format", "--check", ".")
    _do(str(PYTHON), "-m", "mypy")
    _do(str(VENV / "bin" / "lint-imports"))


def bench() -> None:
    """Measure ours against its peers: every benchmark in turn, or the one that is named."""
    prepare("requirements-bench.lock")
    for path in sys.argv[2:] or sorted(str(one) for one in (ROOT / "tests" / "benchmarks").glob("[a-z]*.py")):
        _do(str(PYTHON), path)


if __name__ == "__main__":
    asked = {"run": run, "test": test, "check": check, "bench": bench}.get(sys.argv[1] if len(sys.argv) > 1 else "run")
    if asked is None:
        sys.exit("usage: python3 board/bootstrap.py run|test|check|bench")
    asked()
