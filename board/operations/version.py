"""Which Rounds this is: between two releases the number alone does not say it."""

from collections.abc import Iterable

from board.settings import ROOT

NUMBER = "0.1.0"


def git_commit() -> str:
    """The commit from which this code was taken, as `.git` tells it; empty where it does not.

    The files are read, for git itself refuses a folder that belongs to another user, as that of the program does.
    """
    git = ROOT / ".git"
    try:
        head = (git / "HEAD").read_text("ascii").strip()
        if not head.startswith("ref: "):
            return head
        name = head.removeprefix("ref: ")
        if (git / name).is_file():
            return (git / name).read_text("ascii").strip()
        packed = (git / "packed-refs").read_text("ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        return ""
    return next((line.split()[0] for line in packed if line.endswith(f" {name}")), "")


def words(number: str, commit: str, migrations: Iterable[str]) -> str:
    """A version in words: its number, its commit where that is known, and the migrations at which its tables stand."""
    of_commit = f", commit {commit[:12]}" if commit else ""
    return f"Rounds {number}{of_commit}, migration {', '.join(migrations) or 'none'}"
