"""The record of disclosures: who outside was shown or given what of a person, when and why (FERPA, 34 CFR 99.32).

What a slice discloses it writes down here, in the unit of work that does it. Its person reads it, and the office.
"""
