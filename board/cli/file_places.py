"""Moving the files of a school to another place."""

import click
from flask import current_app

from board.kernel.storage import FilesUnavailable
from board.kernel.wording import plural
from board.operations import file_places
from board.settings import BadSetting


@click.command("copy-files")
@click.option("--to", "place", metavar="PLACE", required=True, help="A folder, or s3://bucket/prefix.")
def copy_files(place: str) -> None:
    """Copy every file that people handed in to another PLACE: from a folder to a bucket, or back.

    It can be stopped and run again: what is there already is not copied anew. Run it once while Rounds runs, once more
    when it is stopped, and then name the place: ROUNDS_FILES for a bucket, ROUNDS_UPLOAD_DIR for a folder.
    """
    source, copied = current_app.extensions["files"], 0
    try:
        target = file_places.named(place, current_app.extensions["settings"])
        if target.place == source.place:
            raise click.ClickException(f"{place} is where the files are now.")
        for _ in file_places.copy(source, target):
            copied += 1
        number = len(set(target.all_names()))
    except BadSetting as problem:
        raise click.ClickException(str(problem)) from problem
    except (FilesUnavailable, OSError) as problem:
        raise click.ClickException(f"{plural(copied, 'file')} copied; then {problem}. Run it again.") from problem
    click.echo(f"{plural(copied, 'file')} copied; {target.place} has {plural(number, 'file')} now.")
