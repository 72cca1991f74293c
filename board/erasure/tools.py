"""What erasing needs besides the database."""

from dataclasses import dataclass
from pathlib import Path

from board.kernel.keyring import SecretKeys
from board.kernel.mail import Folder
from board.search.engine import Engine


@dataclass(frozen=True)
class Tools:
    """The school's key, the list of who was erased, the folder of emails, the index."""

    secret_keys: SecretKeys
    erased_list: Path
    mail_folder: Folder
    engine: Engine
