"""The shape of what mentors and mentees say."""
