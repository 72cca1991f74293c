"""Applying and choosing."""
