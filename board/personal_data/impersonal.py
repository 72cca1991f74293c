"""Tables that say nothing of a person."""

from board.personal_data.table import ImpersonalTable

IMPERSONAL = (
    ImpersonalTable("activities", "Learning activities", title="title"),
    ImpersonalTable("activity_pages", "Their pages"),
    ImpersonalTable("activity_questions", "Their questions"),
    ImpersonalTable("audit_head", "The last row of the audit log"),
    ImpersonalTable("committee_seats", "Seats of committees, without their holders"),
    ImpersonalTable("empty_searches", "Words that were searched and not found, and how often"),
    ImpersonalTable("erasure_mark_keys", "The sealed key of the hashes of people who were erased"),
    ImpersonalTable("heartbeats", "When the worker was last seen"),
    ImpersonalTable("installation", "The key of this installation"),
    ImpersonalTable("invariant_checks", "What the nightly check found, by row numbers"),
    ImpersonalTable("opportunity_changes", "What changed in a posting, as its page shows it"),
    ImpersonalTable("organisation_logos", "Logos of organizations"),
    ImpersonalTable("papers", "Papers that a posting asks for", title="label"),
    ImpersonalTable("questions", "Questions that a posting asks"),
    ImpersonalTable("scheduled_tasks", "What the worker does every so often, and when it is due"),
    ImpersonalTable("roster_columns", "Which heading of a roster means which column"),
    ImpersonalTable("school_logos", "The school’s logo"),
    ImpersonalTable("school_settings", "What the school decided"),
    ImpersonalTable("selections", "How a posting’s applicants are reviewed"),
    ImpersonalTable("sent_forms", "Hashes of forms, for a day, so that none counts twice"),
    ImpersonalTable(
        "throttle_counts", "Hashes of who did something, for at most a day, so that none does it too often"
    ),
)
