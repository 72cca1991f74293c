"""What waits for a coordinator.

Nouns: overview, health, organisation,
people, person, merge, posting_review, supervisor, import_file, roster, flag, audit, setting,
email_preview, undeliverable.
"""
