"""Committees and councils, their seats, and who holds them until when."""
