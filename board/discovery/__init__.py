"""Finding what is worth one's time: saved searches and their emails, feeds, calendars, reminders.

Nouns: search, saved_search, feed, calendar.
"""
