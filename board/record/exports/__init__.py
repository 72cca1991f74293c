"""The record in forms that others read: a table, JSON Resume, Open Badges."""
