"""What a row says of the work: its hours and pay, where it is done, for how many."""

from board.opportunities.exchange import hours, values
from board.opportunities.exchange.draft import RowDraft
from board.opportunities.labels import PLACES, hours_words
from board.opportunities.models import Pay


def read_work(draft: RowDraft) -> None:
    """Hours, pay, place, counts and what is required, into the form of the row."""
    _hours(draft)
    _pay(draft)
    _mode(draft)
    for column in ("hours_from", "hours_to", "days_away", "openings", "alternates"):
        cell = draft.cells.get(column, "")
        count = values.count_of(cell)
        if count.isdecimal() and draft.says_more(column):
            draft.keep_under_heading(column, cell)
        elif count.isdecimal():
            draft.put(column, count)
        elif cell and not values.is_empty(cell):
            draft.keep_words(column, cell)
    for column in ("good_standing", "approval_needed"):
        cell = draft.cells.get(column, "")
        flag = values.flag_of(cell)
        if flag is None and values.is_unstated(cell) and not draft.is_ours:
            draft.note(column, f"{cell!r} was read as no")
        elif flag is None:
            draft.refuse(column, f"{draft.cells[column]!r} is neither yes nor no")
        elif flag:
            draft.put(column, "y")


def _hours(draft: RowDraft) -> None:
    cell = draft.cells.get("hours", "")
    if not cell or values.is_empty(cell):
        return
    read = hours.read(cell)
    if read is None:
        draft.keep_words("hours", cell)
        return
    if draft.says_more("hours"):
        draft.keep_under_heading("hours", cell)
        return
    if not read.high and not read.low:
        draft.note("hours", f"{cell!r} was read as not stated")
        return
    if read.is_about:
        draft.note("hours", f"{cell!r} was read as {hours_words(read.low, read.high)}")
    for column, number in (("hours_from", read.low or None), ("hours_to", read.high)):
        if number is not None and not draft.cells.get(column):
            draft.put(column, str(number))


def _pay(draft: RowDraft) -> None:
    cell = draft.cells.get("pay", "")
    if not draft.is_ours and values.is_no_amount(cell):
        draft.note("pay", f"{cell!r} was read as not stated: write “unpaid” if it is")
    elif cell and not values.is_empty(cell):
        pay = values.pay_of(cell)
        has_amount = bool(pay and pay[1]) or bool(values.dollars_of(draft.cells.get("pay_amount", "")))
        if pay is None or pay[0] is None or (pay[0] is Pay.STIPEND and not has_amount and not draft.is_ours):
            keep = draft.keep_under_heading if values.flag_of(cell) is not None else draft.keep_words
            keep("pay", cell)
        elif pay[1] and draft.says_more("pay"):
            draft.keep_under_heading("pay", cell)
        else:
            draft.put("pay", pay[0].value)
            if pay[1]:
                draft.form["pay_amount"] = str(pay[1])
    _pay_amount(draft)


def _pay_amount(draft: RowDraft) -> None:
    cell = draft.cells.get("pay_amount", "")
    if not cell or values.is_empty(cell):
        return
    amount = values.dollars_of(cell)
    if amount == 0 and not draft.is_ours:
        draft.note("pay_amount", f"{cell!r} was read as not stated")
    elif amount is None or draft.form.get("pay", Pay.STIPEND) != Pay.STIPEND:
        draft.keep_words("pay_amount", cell)
    elif draft.says_more("pay_amount"):
        draft.keep_under_heading("pay_amount", cell)
    else:
        draft.put("pay_amount", str(amount))
        draft.put("pay", Pay.STIPEND.value)


def _mode(draft: RowDraft) -> None:
    cell = draft.cells.get("place_mode", "")
    mode = values.mode_of(cell) if cell else None
    if mode is None and cell and (mode := values.mode_by_heading(draft.headings["place_mode"], cell)):
        draft.note("place_mode", f"{cell!r} was read as {PLACES[mode].lower()}")
    if cell and mode is None and values.flag_of(cell) is not None:
        draft.keep_under_heading("place_mode", cell)
    elif cell and mode is None and not values.is_empty(cell):
        draft.keep_words("place_mode", cell)
    if mode is None and (not cell or values.is_unstated(cell)) and not draft.is_ours:
        mode = values.mode_of_place(draft.cells.get("location", ""))
    if mode is not None:
        draft.put("place_mode", mode.value)
