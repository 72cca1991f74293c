"""Learning, and the leadership record."""

from board.personal_data.table import RECORD_OF_OTHERS, Erasure, PersonalTable, moves

NOBODY = "Nobody"
OFFICE = "The office"
SHARED = "The office; whoever the student gives a link; the witness"

RECORD = (
    PersonalTable(
        "activity_moves",
        "Each step of a learning activity: what, when, by whom, and the reason given",
        OFFICE,
        others="by_id",
        words="note",
        codes="verb before after",
        erasure=Erasure.KEPT,
        because="an activity is the school’s",
    ),
    PersonalTable(
        "assignments",
        "Which class must do an activity until when, and who assigned it",
        "The class and the office",
        others="by_id",
        words="class_year",
        erasure=Erasure.KEPT,
        because="an assignment is the school’s",
    ),
    PersonalTable("takings", "Activities begun and passed", OFFICE, owners="user_id"),
    PersonalTable(
        "quiz_attempts",
        "Tries of a quiz, with the answers",
        NOBODY,
        owners="taking_id.user_id",
        words="answers",
        codes="asked",
    ),
    PersonalTable(
        "certificates",
        "Certificates, with the name as it was",
        "Whoever has the code on it; the office",
        owners="user_id",
        words="name",
        codes="code title provider format credit_statement",
    ),
    PersonalTable("credit_claims", "Credit claimed for an activity", OFFICE, owners="user_id"),
    PersonalTable(
        "outside_activities",
        "Learning elsewhere, its proof, and who verified it",
        "The supervisor and the office",
        owners="user_id",
        others="supervisor_id verified_by_id",
        words="title provider competencies proof_name proof_filename",
        files="proof_name:proof_filename",
    ),
    moves("outside_activity_moves", "an outside activity", "outside_id.user_id", "The supervisor and the office"),
    PersonalTable(
        "record_entries",
        "Experiences in the leadership record, and who verified them",
        SHARED,
        owners="student_id",
        others="witness_id",
        words="title organisation place areas competencies description aim measure before "
        "after verified_by verified_role",
        codes="source_key",
    ),
    PersonalTable(
        "assessments",
        "What the student and witnesses say of a competency",
        SHARED,
        owners="entry_id.student_id",
        others="rater_id",
        words="rater_name rater_role observed declared levels evidence comment reply email withdrawn_reason",
        codes="rubric",
        withheld="email",
        because="the witness’s address is theirs",
    ),
    PersonalTable(
        "seen_asks",
        "Whom the student asked to verify an experience",
        "The person asked",
        owners="entry_id.student_id",
        words="name email note",
        codes="nonce",
        withheld="nonce",
        because="whoever has it could answer",
        retention="retention_asks_days",
    ),
    PersonalTable("run_points", "Points of a run chart", SHARED, owners="entry_id.student_id", words="note"),
    PersonalTable(
        "season_texts",
        "Texts for a residency application",
        NOBODY,
        owners="entry_id.student_id",
        words="typed",
        codes="season",
    ),
    PersonalTable("noteworthy_bullets", "Noteworthy characteristics", OFFICE, owners="student_id", words="text"),
    PersonalTable(
        "record_shares",
        "Links to the record: for whom, until when, how often opened",
        NOBODY,
        owners="student_id",
        words="label",
        codes="salt token_hash",
        withheld="salt token_hash",
        because="whoever has it could open the record",
    ),
    PersonalTable("record_share_entries", "Which experiences a link shows", NOBODY, owners="share_id.student_id"),
)
ANNOUNCEMENTS = (
    PersonalTable(
        "announcements",
        "Announcements of the office, and who wrote them",
        OFFICE,
        others="by_id",
        words="subject body reply_to reason roles class_years programmes lacking",
        erasure=Erasure.KEPT,
        because=RECORD_OF_OTHERS,
    ),
    PersonalTable("announcement_recipients", "Which announcements the person was sent", OFFICE, owners="user_id"),
)
