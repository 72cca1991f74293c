"""A button whose post is answered with a file is marked, so that no script waits for a page that never comes."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
POSTED_FILE = re.compile(
    r'@bp\.route\("[^"]+\.(?:csv|zip|pdf|ics|json|xlsx)", methods=\[[^]]*"POST"[^]]*\]\)(?:\n@.*)*\ndef (\w+)'
)


def test_every_button_of_a_posted_download_is_marked() -> None:
    views = {name for path in (ROOT / "board").rglob("*.py") for name in POSTED_FILE.findall(path.read_text("utf-8"))}
    assert {"applicants_csv", "applicants_zip"} <= views
    tags = [
        tag
        for path in (ROOT / "templates").rglob("*.html")
        for tag in re.findall(r"<(?:button|form)\b.*", path.read_text("utf-8"))
    ]
    for name in views:
        buttons = [tag for tag in tags if f".{name}'" in tag and "action=" in tag]
        assert buttons, name
        assert all("data-download" in tag for tag in buttons), name
