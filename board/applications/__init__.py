"""Applying and choosing.

Nouns: application, attachment, applicant_list, reader, review, reviewer_assignment, rubric, conflict_of_interest,
decision, draft_decision, offer, place, waitlist, reply, clash, similar_posting, suspension, notification, invariant,
retention.
"""
