"""What waits for a coordinator.

Nouns: overview, health, organisation,
people, person, erasure, merge, posting_review, supervisor, import_file, invitation, roster, flag, audit, setting,
set_up, sign_on, email_preview, undeliverable.
"""
