"""Choosing entries for a season's form, starring them, wording them; and the noteworthy characteristics."""

from collections.abc import Mapping, Sequence

from board.accounts.models import User
from board.kernel.db import db
from board.kernel.errors import Conflict, Invalid
from board.kernel.locks import lock_without_reading
from board.kernel.verdict import require
from board.record import policy, queries, residency_fields
from board.record.models import Bullet, Entry, SeasonText
from board.vocabulary import residency as vocabulary_residency
from board.vocabulary.residency import Season


def choose(entries: Sequence[Entry], season: Season, *, by: User) -> None:
    """Put entries on the form. Raises `Conflict` when it is full."""
    texts = _texts(by, season)
    for entry in entries:
        _require_shown(entry, by)
        _text(entry, season, texts).chosen = True
    if sum(text.chosen for text in texts.values()) > season.most_entries:
        raise Conflict(f"The form takes {season.most_entries} experiences. Take one off before you put another on.")


def drop(entry: Entry, season: Season, *, by: User) -> None:
    """Take an entry off the form; its wording is kept."""
    _require_shown(entry, by)
    text = _text(entry, season, _texts(by, season))
    text.chosen = text.starred = False


def star(entry: Entry, season: Season, *, by: User, starred: bool) -> None:
    """Count an entry among the most meaningful, or no longer. Raises `Conflict` when there are enough."""
    _require_shown(entry, by)
    texts = _texts(by, season)
    text = _text(entry, season, texts)
    text.chosen, text.starred = text.chosen or starred, starred
    if sum(text.starred for text in texts.values()) > season.most_starred:
        raise Conflict(f"The form takes {season.most_starred} most meaningful experiences. Unstar one first.")
    if sum(text.chosen for text in texts.values()) > season.most_entries:
        raise Conflict(f"The form takes {season.most_entries} experiences. Take one off before you put another on.")


def word(entry: Entry, season: Season, typed: Mapping[str, str], *, by: User) -> None:
    """Keep what the student wrote over what the record holds; what says the same again follows the record."""
    _require_shown(entry, by)
    by_key = residency_fields.from_record(season, entry)
    text = _text(entry, season, _texts(by, season))
    stored = {field.key: typed[field.key] for field in season.fields if field.key in typed}
    text.typed = text.typed | stored
    text.typed = {key: value for key, value in text.typed.items() if value != by_key.get(key, "")}


def find_room(entry: Entry, *, by: User) -> None:
    """An entry that comes back keeps its place on a form where there is one left, and its wording always."""
    for text in queries.texts_of_entry(entry.id):
        season = vocabulary_residency.named(text.season)
        if season is None or not text.chosen:
            continue
        others = [other for other in _texts(by, season).values() if other.entry_id != entry.id]
        text.chosen = sum(other.chosen for other in others) < season.most_entries
        text.starred = text.starred and text.chosen and sum(other.starred for other in others) < season.most_starred


def note(bullets: Sequence[str], season: Season, *, by: User) -> None:
    """Keep the noteworthy characteristics. Raises `Invalid` where one is too long."""
    lock_without_reading(by)
    require(policy.may_write(by))
    for place, text in enumerate(bullets):
        count = residency_fields.sentences(text)
        if count > season.most_sentences:
            words = f"This has {count} sentences; the letter takes {season.most_sentences}."
            raise Invalid(f"bullet_{place}", words)
    for old in queries.bullets(by.id):
        db.session.delete(old)
    db.session.flush()
    remaining = [text for text in bullets if text]
    db.session.add_all(Bullet(student_id=by.id, position=place, text=text) for place, text in enumerate(remaining))


def _require_shown(entry: Entry, by: User) -> None:
    """What is set aside stands on no form, so nothing is done with it there."""
    require(policy.may_change(by, entry))
    if entry.set_aside_at is not None:
        raise Conflict("This entry is archived, so no form has it. Restore it first.")


def _texts(by: User, season: Season) -> dict[int, SeasonText]:
    """This student's texts, with the student's own row locked, so that two tabs go one after the other."""
    lock_without_reading(by)
    return queries.season_texts(by.id, season.name)


def _text(entry: Entry, season: Season, texts: dict[int, SeasonText]) -> SeasonText:
    if entry.id not in texts:
        texts[entry.id] = SeasonText(entry_id=entry.id, season=season.name, chosen=False, starred=False, typed={})
        db.session.add(texts[entry.id])
    return texts[entry.id]
