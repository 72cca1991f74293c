"""Erasing a person: from every table, the index, the files, the emails and the audit log.

What becomes of a row stands in `board/personal_data`, and nowhere else. The account stays as a row without a person.
docs/decisions/0017-erasing-a-person.md says why; the worker calls `tasks`.
"""
