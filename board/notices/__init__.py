"""Telling people: a letter and an in-app notice for each fact, once."""
