"""Who may do what in mentoring, a file for each part."""
