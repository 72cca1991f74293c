"""Match rounds: who takes part, what they wish, one stable match for all, and why each got what they got.

Nouns: round, participant, mentor_values, trial_meeting, exclusion, run, result, unmatched, waitlist, coordinator,
notification, invariant.
"""
