"""Finding what is worth one's time: saved searches and their letters, feeds, calendars, reminders."""
