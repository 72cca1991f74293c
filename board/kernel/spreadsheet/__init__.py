"""Tables that people have on their disks: a heading and rows, whatever program wrote the file.

`read` takes CSV with any usual delimiter and encoding, workbooks (.xlsx, .xlsm, .xlsb, .xls, .ods) and JSON. Every cell
comes as text. What had to be found out (encoding, delimiter, sheet, heading row) is told in `Table.how`, and can be
overruled by `Options`. Nothing is dropped in silence: a row that does not fit its heading says so in `Row.problem`.
"""

from board.kernel.spreadsheet.other_files import refusal
from board.kernel.spreadsheet.reading import Options, is_table, read
from board.kernel.spreadsheet.table import MOST_ROWS, Table, TableRow, UnreadableFile

__all__ = ["MOST_ROWS", "Options", "Table", "TableRow", "UnreadableFile", "is_table", "read", "refusal"]
