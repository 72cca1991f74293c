"""Telling people: an email and an in-app notice for each fact, once."""
