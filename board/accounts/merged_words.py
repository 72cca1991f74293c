"""What the rows are called that a merge of two accounts moves, for the coordinator who reads what goes over."""

from board.kernel.wording import plural

MERGED: dict[str, tuple[str, str]] = {
    "agreements": ("agreement with a mentor or mentee", "agreements with a mentor or mentee"),
    "amendments": ("request for a correction", "requests for a correction"),
    "announcement_recipients": ("announcement received", "announcements received"),
    "announcements": ("announcement", "announcements"),
    "applications": ("application", "applications"),
    "assessments": ("assessment of an experience", "assessments of experiences"),
    "assignments": ("activity assigned to a class", "activities assigned to a class"),
    "blocks": ("person blocked", "people blocked"),
    "calendar_addresses": ("calendar address", "calendar addresses"),
    "certificates": ("certificate", "certificates"),
    "check_ins": ("check-in with a mentor or mentee", "check-ins with a mentor or mentee"),
    "committee_followers": ("seat of a committee followed", "seats of committees followed"),
    "committees": ("committee kept", "committees kept"),
    "conflicts": ("conflict of interest", "conflicts of interest"),
    "credit_claims": ("claim of credit", "claims of credit"),
    "decisions": ("decision on an application", "decisions on applications"),
    "disclosures": ("line of the record of disclosures", "lines of the record of disclosures"),
    "email_preferences": ("choice of emails", "choices of emails"),
    "enquiries": ("question about a posting", "questions about postings"),
    "enrolments": ("mentor profile", "mentor profiles"),
    "erasure_requests": ("request to be erased", "requests to be erased"),
    "flags": ("report of a posting", "reports of postings"),
    "identities": ("school sign-on", "school sign-ons"),
    "import_columns": ("column of an import remembered", "columns of imports remembered"),
    "import_kinds": ("kind of an import remembered", "kinds of imports remembered"),
    "imports": ("file of postings brought in", "files of postings brought in"),
    "invitation_runs": ("sending of invitations", "sendings of invitations"),
    "invitees": ("invitation", "invitations"),
    "involvements": ("part in a posting", "parts in postings"),
    "last_saves": ("form saved last", "forms saved last"),
    "match_mentees": ("place in a match round", "places in match rounds"),
    "match_pins": ("pair fixed in a match round", "pairs fixed in match rounds"),
    "match_proofs": ("result of a match round", "results of match rounds"),
    "match_rounds": ("match round opened", "match rounds opened"),
    "match_runs": ("run of a match round", "runs of match rounds"),
    "match_waiting_offers": ("spot offered from a waitlist", "spots offered from waitlists"),
    "meetings": ("meeting planned or logged", "meetings planned or logged"),
    "mentor_requests": ("request for a mentor", "requests for a mentor"),
    "mentorship_feedback": ("feedback on a mentorship", "feedback on mentorships"),
    "mentorship_reports": ("report about a person", "reports about people"),
    "mentorship_tasks": ("task in a mentorship", "tasks in mentorships"),
    "mentorships": ("mentorship", "mentorships"),
    "message_templates": ("text for messages", "texts for messages"),
    "messages": ("message", "messages"),
    "noteworthy_bullets": ("noteworthy characteristic", "noteworthy characteristics"),
    "notices": ("notice", "notices"),
    "officers": ("office in an organization", "offices in organizations"),
    "opportunity_revisions": ("edit of a posting", "edits of postings"),
    "organisations": ("organization advised", "organizations advised"),
    "outside_activities": ("activity from elsewhere", "activities from elsewhere"),
    "placements": ("placement", "placements"),
    "private_notes": ("private note on a meeting", "private notes on meetings"),
    "record_entries": ("record entry", "record entries"),
    "record_shares": ("link to the record", "links to the record"),
    "recusals": ("application stepped aside from", "applications stepped aside from"),
    "reply_records": ("count of replies given", "counts of replies given"),
    "reviews": ("review of an application", "reviews of applications"),
    "role_grants": ("role", "roles"),
    "roster_files": ("roster brought in", "rosters brought in"),
    "roster_lines": ("line of an imported roster", "lines of imported rosters"),
    "roster_periods": ("time of the roster’s facts", "times of the roster’s facts"),
    "safeguarding_leads": ("duty to handle reports", "duties to handle reports"),
    "saved_mentors": ("saved mentor", "saved mentors"),
    "saved_opportunities": ("saved posting", "saved postings"),
    "saved_searches": ("saved search", "saved searches"),
    "seat_terms": ("term in a seat of a committee", "terms in seats of committees"),
    "session_events": ("line of the security log", "lines of the security log"),
    "supervisor_addresses": ("supervisor’s address approved", "supervisors’ addresses approved"),
    "takings": ("learning activity begun", "learning activities begun"),
    "unsent_forms": ("form not sent yet", "forms not sent yet"),
    "webhooks": ("webhook", "webhooks"),
    "wishes": ("set of wishes for a mentor", "sets of wishes for a mentor"),
}
"""Each table whose rows point at a person: one of them, and many. A house test finds the one that is missing."""


def in_words(table: str) -> str:
    """One row of this table."""
    return MERGED[table][0]


def counted(number: int, table: str) -> str:
    """So many rows of this table."""
    return plural(number, *MERGED[table])
