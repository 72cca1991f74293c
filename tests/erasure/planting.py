"""A row of every table for one person, with words of its own in every column that can hold some."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Enum, Float, Integer, LargeBinary, String, Table, insert

from board.accounts.models import User
from board.kernel.db import UTCDateTime, db
from board.personal_data import PERSONAL
from tests.conftest import NOW

DECLARED = {table.name: table for table in PERSONAL}
SOON = date(2026, 4, 1)
HINTS: dict[str, dict[str, Any]] = {
    "activities": {"minutes": 30, "pass_mark": 80},
    "amendments": {"state": "REFUSED", "answer_by": NOW + timedelta(days=45), "answered_at": NOW, "stated_at": NOW},
    "announcements": {"must_know": False},
    "conflicts": {"class_year": ""},
    "data_copies": {"ready_at": NOW},
    "enquiries": {"answered_at": NOW},
    "erasure_requests": {"sealed": ""},
    "flags": {"settled_at": NOW},
    "match_rounds": {"joins_until": NOW, "ranks_until": NOW + timedelta(1), "publishes_on": NOW + timedelta(2)},
    "match_waiting_offers": {"until": NOW + timedelta(days=3)},
    "meetings": {"minutes": 30},
    "mentorship_reports": {"state": "RESOLVED", "outcome": "NO_ACTION"},
    "offers": {"answer_by": NOW + timedelta(days=5), "freed_by_id": None},
    "opportunities": {"seats": 1, "seats_taken": 0},
    "organisations": {"advised_until": SOON},
    "outside_activities": {"minutes": 30},
    "placement_hours": {"minutes": 60},
    "record_entries": {"verified_at": NOW, "grade": "APPROVED"},
    "role_grants": {"role": "MENTOR"},
    "reply_records": {"due": 2, "answered": 1},
    "roster_files": {"written_at": NOW},
    "safeguarding_leads": {"confirmed_by_id": None, "named_by_id": None},
    "trial_meetings": {"mentee_says": "", "mentor_says": ""},
    "webhooks": {"disabled_at": None, "disabled_because": ""},
}
"""What a CHECK asks for."""


class Planter:
    """Makes rows for one person; whatever else a row needs belongs to `staff`."""

    def __init__(self, person: User, staff: User, mark: str) -> None:
        self.person, self.staff, self.mark = person, staff, mark
        self.made: dict[tuple[str, int], dict[str, Any]] = {}
        self.number = 0

    def plant_all(self) -> None:
        """One row of every table, but of accounts and the audit log."""
        for table in db.metadata.sorted_tables:
            if table.name in DECLARED and table.name not in ("users", "audit_entries"):
                self.row(table, self.person)

    def row(self, table: Table, whose: User) -> dict[str, Any]:
        """The row of this table for this person, made on first use."""
        declared = DECLARED.get(table.name)
        if declared is None or not (declared.owners or declared.address):
            whose = self.staff  # nobody's: one will do
        key = (table.name, whose.id)
        if key not in self.made:
            values = self.values(table, whose)
            result = db.session.execute(insert(table).values(values).returning(*table.primary_key.columns)).one()
            self.made[key] = values | dict(zip((c.name for c in table.primary_key.columns), result, strict=True))
        return self.made[key]

    def values(self, table: Table, whose: User) -> dict[str, Any]:
        """A value for each column; the first path to an owner leads to the person."""
        declared = DECLARED.get(table.name)
        owner = (declared.owners.split() or [""])[0] if declared else ""
        values: dict[str, Any] = {}
        for column in table.columns:
            if column.name in HINTS.get(table.name, {}):
                values[column.name] = HINTS[table.name][column.name]
            elif column.foreign_keys:
                is_owner = owner.split(".")[0] == column.name
                values[column.name] = self.reference(table, column, whose if is_owner else self.another(table, whose))
            elif column.name == "by_id":
                values[column.name] = self.staff.id
            elif declared and column.name == declared.address:
                values[column.name] = whose.email
            elif not (column.primary_key and isinstance(column.type, Integer)):
                values[column.name] = self.value(column, whose)
        return {name: value for name, value in values.items() if value is not ...}

    def reference(self, table: Table, column: Column[Any], whose: User) -> Any:
        (key,) = column.foreign_keys
        target = key.column.table
        if target.name == "users":
            return whose.id
        if target is table or (column.nullable and target.name not in DECLARED):
            return None
        return self.row(target, whose)[key.column.name]

    def another(self, table: Table, whose: User) -> User:
        """Whoever else has a part in a row."""
        return self.person if whose is self.staff and table.name == "mentorship_reports" else self.staff

    def value(self, column: Column[Any], whose: User) -> Any:
        self.number += 1
        declared = DECLARED.get(column.table.name)
        is_code = declared is not None and column.name in declared.codes.split()
        whose_mark = (
            f"code{self.mark[-3:]}" if is_code else self.mark if whose is self.person else f"staff{self.mark[-3:]}"
        )
        text = f"{whose_mark}{column.table.name}{column.name}{self.number}"
        match column.type:
            case JSON():
                return (
                    {"said": ["", text]}
                    if "dict" in str(column.default) or column.name in ("ids", "changes")
                    else [text]
                )
            case Enum():
                default = column.default
                return default.arg if default is not None and default.is_scalar else column.type.enums[0]
            case LargeBinary():
                return text.encode()
            case String():
                return text
            case Boolean():
                return False
            case _ if column.default is not None and column.default.is_scalar:
                return column.default.arg
            case Date():
                return date(2026, 3, 2)
            case UTCDateTime():
                return None if column.nullable else NOW
            case Integer() | Float():
                return None if column.nullable else 1
        raise AssertionError(column)
