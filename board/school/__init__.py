"""What the school itself decides, in its office and while Rounds runs: each setting is declared once, in `registry`.

    from board.school import settings as school_settings

    school_settings.offer_days        # typed, of today, in every process; Flask is not needed

To add a setting, declare it in `registry.SchoolSettings` and read it. The office's page, its form, the check, the audit
log and `docs/configuration.md` follow from the declaration; a house test refuses one that nobody reads.
"""

from board.school.registry import settings as settings
