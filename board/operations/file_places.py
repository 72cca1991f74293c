"""Where the settings say that files are kept, and moving them from one place to another."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from board.kernel import storage
from board.kernel.folder_store import FolderStore
from board.kernel.s3_store import S3Account, S3Store
from board.kernel.storage import FileGone, FileStore
from board.settings import BadSetting, Settings, bucket_of


def of(settings: Settings) -> FileStore:
    """The place of this installation."""
    return named(settings.files or str(settings.upload_dir), settings)


def named(place: str, settings: Settings) -> FileStore:
    """The place with this name: a folder, or s3://bucket/prefix. Raises `BadSetting` where a bucket takes more."""
    bucket = bucket_of(place)
    if bucket is None:
        return FolderStore(Path(place))
    if not settings.s3_key_id:
        raise BadSetting(f"{place} is a bucket: set ROUNDS_S3_KEY_ID and ROUNDS_S3_SECRET_KEY")
    account = S3Account(settings.s3_endpoint, settings.s3_region, settings.s3_key_id, settings.s3_secret_key)
    return S3Store(*bucket, account)


def copy(source: FileStore, target: FileStore) -> Iterator[str]:
    """Copy each file that is not there yet; yields its name once it is.

    Stopped and begun again, it goes on: a file is there whole or not at all, and never changes. One that is given up
    meanwhile may be missing, or be there with no row that names it, until the worker sweeps.
    """
    there = set(target.all_names())
    for name in source.all_names():
        if name in there or not storage.is_name(name):
            continue
        with suppress(FileGone), source.open(name) as file:
            target.put(file, name)
            yield name
