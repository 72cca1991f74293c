"""What `make sweep` runs and `make test` leaves out: tests that go through everything there is, and PostgreSQL.

`make test` has for each rule the test that fails without it. A sweep tries the same rules once more on every page,
address, state or file, at full size, or with the processes of a whole school at once. A test belongs here when it
takes many seconds for that reason, and never because it is slow: mend it then. `.ci/run` runs both.
"""

from collections.abc import Iterable

import pytest

JOURNEY = "a whole journey once more, without JavaScript"

SWEEPS = {
    "tests/applications/test_moves.py::test_each_pair_of_state_and_verb_for_everybody": "every state, verb and person",
    "tests/applications/test_one_selection.py": "a selection from the posting to the last answer",
    "tests/applications/test_secrets.py": "a secret in every field, looked for on every page",
    "tests/browser/test_axe.py": "every page in both themes and three widths",
    "tests/browser/test_choosing_races.py": "many processes at once",
    "tests/browser/test_first_day.py": "a school’s first day, from an empty server to an open board",
    "tests/browser/test_journeys.py::test_from_signing_up_to_the_place[no-javascript]": JOURNEY,
    "tests/browser/test_keyboard.py": "the keyboard through whole pages of each kind",
    "tests/browser/test_learning.py::test_from_writing_to_a_certificate_that_anybody_checks": "acts of three people",
    "tests/browser/test_mentoring.py::test_from_asking_to_meeting[no-javascript]": JOURNEY,
    "tests/browser/test_offer_races.py": "many processes at once",
    "tests/browser/test_phone.py::test_a_phone_shows_text_of_twice_the_size": "a page of each kind, twice as large",
    "tests/browser/test_races.py": "forty browsers at once",
    "tests/browser/test_record.py::test_axe_finds_nothing_in_a_record": "every page of a record in both themes",
    "tests/browser/test_record.py::test_from_an_empty_record_to_the_residency_form[no-javascript]": JOURNEY,
    "tests/browser/test_round_flow.py": "a match round from ranking to its proof",
    "tests/browser/test_round_races.py": "forty browsers at once",
    "tests/browser/test_whole_round.py": "a round of a whole class",
    "tests/browser/test_writing.py": "every form, every way to lose a text",
    "tests/drills": "a running school, harmed",
    "tests/erasure/test_asking.py": "an erasure goes through every table",
    "tests/erasure/test_coming_back.py": "an erasure goes through every table",
    "tests/erasure/test_no_trace.py": "every byte of a school after an erasure",
    "tests/erasure/test_obstacles.py": "an erasure goes through every table",
    "tests/erasure/test_stops.py": "an erasure stopped after each of its steps",
    "tests/house/test_hostile_requests.py": "every address with every hostile value",
    "tests/house/test_right_before_form.py::test_a_wrong_form_is_not_judged": "every form, by everybody who may not",
    "tests/house/test_role_grid.py": "every address, asked by fourteen kinds of people",
    "tests/house/test_whole_school.py": "every page and form of the demo school",
    "tests/match_rounds/test_round_journey.py": "a round of 120 students",
    "tests/matching/test_matching_properties.py": "hundreds of random markets",
    "tests/matching/test_matching_record.py::test_another_process_with_another_hash_seed": "other processes",
    "tests/mentorship/test_time.py": "everything the worker does, day after day",
    "tests/office/test_import_size.py": "files of five thousand rows",
    "tests/office/test_merge.py::test_every_student_of_the_demo_school_goes_over": "a merge of each student",
    "tests/office/test_roster_size.py": "a roster of a whole university",
    "tests/operations/test_backup.py": "a whole school written and restored",
    "tests/operations/test_metrics.py::test_any_of_several_processes_tells_the_sum": "several servers at once",
    "tests/opportunities/test_exchange.py::test_every_real_file_is_read_whole_and_once": "every real file",
    "tests/opportunities/test_moves.py::test_each_pair_of_state_and_press_for_everybody": "every state and press",
    "tests/organisations/test_organisations.py::test_who_": "every page and press of an organization, by everybody",
    "tests/placements/test_placements.py::test_each_side_may_do_in_each_state": "every state and press",
    "tests/record/test_year.py": "a year of a student on every page and paper",
    "tests/reports/test_mask_attack.py": "an attack on hundreds of random schools",
    "tests/rights/test_data_copy.py::test_everything_of_a_person_is_in_their_copy": "every table of a person",
    "tests/rights/test_data_copy.py::test_nothing_that_is_withheld_stands_in_anybody_s_copy": "a copy for everybody",
    "tests/rights/test_data_copy.py::test_the_worker_makes_copies_of_everybody": "a copy for everybody",
    "tests/rights/test_data_copy.py::test_what_belongs_to_others_is_in_no_copy": "every table of a person",
    "tests/search/test_hostile.py": "thousands of hostile queries",
    "tests/search/test_labelled.py": "every labelled search",
    "tests/test_benchmarks.py": "a benchmark run through",
    "tests/test_demo.py::test_nothing_impossible_is_in_it_whenever_it_is_loaded": "the demo school on several days",
    "tests/web/test_editing.py::test_of_two_saves_of_one_version_at_the_same_moment": "many processes at once",
    "tests/web/test_workers.py": "workers killed and waited for",
}
"""How the names of its tests begin, and what each goes through."""

KEPT = (
    "tests/browser/test_writing.py::test_a_text_survives_every_way_to_lose_it[apply]",
    "tests/erasure/test_asking.py::test_i_am_erased_after_a_week_and_not_an_hour_sooner[sqlite]",
    "tests/operations/test_backup.py::test_whoever_was_erased_after_the_backup_is_erased_again[sqlite]",
    "tests/house/test_role_grid.py::test_the_table_has_a_row_for_every_address_and_no_other",
)
"""Of a sweep, what `make test` runs too: the case on which most depends, or what takes no time."""


def mark(items: Iterable[pytest.Item]) -> None:
    """Give every test of a sweep the marker `sweep`, and each that asks for PostgreSQL."""
    for item in items:
        if (item.nodeid.startswith(tuple(SWEEPS)) and item.nodeid not in KEPT) or _is_on_postgresql(item):
            item.add_marker("sweep")


def _is_on_postgresql(item: pytest.Item) -> bool:
    parameters = getattr(item, "callspec", None)
    chosen = [value for value in parameters.params.values() if isinstance(value, str)] if parameters else []
    return "postgresql" in chosen or "postgresql" in getattr(item, "fixturenames", ())
