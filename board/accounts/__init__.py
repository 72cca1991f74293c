"""People: who they are, which roles they hold, how they come in.

Nouns: account, right, session, sign_in, sign_on, sign_on_attempt, sign_on_trial, identity, role, profile,
people, person, supervisor,
known_device, unsent_form, last_save, roster, invitation, merge, see_as, hold, factor,
authenticator, passkey, recovery_code, personal_token, erasure_request, proof, invariant, retention.
"""
