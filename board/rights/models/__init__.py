"""The rows of people's rights."""

from board.rights.models.data_copy import DataCopy

__all__ = ["DataCopy"]
