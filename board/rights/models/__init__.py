"""The rows of people's rights."""

from board.rights.models.amendment import (
    NOT_CORRECTED,
    WAITING,
    Amendment,
    AmendmentMove,
    AmendmentPart,
    AmendmentState,
)
from board.rights.models.data_copy import DataCopy

__all__ = ["NOT_CORRECTED", "WAITING", "Amendment", "AmendmentMove", "AmendmentPart", "AmendmentState", "DataCopy"]
