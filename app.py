"""Rounds, ready to serve: `gunicorn app:app`, `flask --app app …`, or `python3 app.py` for the demo school."""

import gc
import runpy
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.argv = ["bootstrap", "run"]
    runpy.run_path(str(Path(__file__).parent / "board" / "bootstrap.py"), run_name="__main__")
else:
    from board import cli, create_app
    from board.settings import BadSetting, from_environment

    try:
        app = (
            cli.bare()
            if cli.needs_no_school(sys.argv)
            else create_app(from_environment(writes_key=not cli.only_looks(sys.argv)))
        )
    except BadSetting as reason:
        sys.stderr.write(f"Rounds cannot start. {reason}\n")
        sys.exit(3)  # gunicorn's own code for "do not try again"
    gc.collect()
    gc.freeze()  # what is loaded now stays: no page waits a tenth of a second while the collector walks it
    gc.set_threshold(
        20_000, 20, 20
    )  # a page makes thousands of objects and drops them: looking for garbage took a tenth
