"""Placements: what becomes of an accepted offer, from the first day to the last hour."""
