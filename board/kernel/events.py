"""Events: what happened, as frozen dataclasses of ids, and the handlers that react to it.

An event is published in the unit of work that makes it true. It is stored as an outbox message and handled after the
commit, at least once: handlers bear being called twice. One table says which handlers react to which event, in which
order. Handlers of one event share one unit of work, so all of them are done or none; what touches more than the
database (the index, the disk, the mail server) is marked `outside_unit_of_work`.

A handler may answer sentences that say what it did. Run in a dry run, which leaves nothing behind, the same handlers
say beforehand what would follow.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import datetime
from typing import Any, TypeVar, get_type_hints

from board.kernel import clock, outbox
from board.kernel.unit_of_work import unit_of_work


@dataclass(frozen=True)
class Event:
    """What every event is. Its fields are ids and other small facts: `int` or `str`."""


Handler = Callable[[Any, datetime], Iterable[str] | None]
Function = TypeVar("Function", bound=Handler)

_handlers: dict[type[Event], Sequence[Handler]] = {}
_conductors: dict[type[Event], Callable[[Any, datetime], None]] = {}
_by_name: dict[str, type[Event]] = {}
_at_once: dict[type[Event], Callable[[Any], None]] = {}
_outside: set[Handler] = set()


def install(
    table: Mapping[type[Event], Sequence[Handler]],
    *,
    conductors: Mapping[type[Event], Callable[[Any, datetime], None]] | None = None,
    by_worker: Collection[type[Event]] = (),
    few_at_once: Collection[type[Event]] = (),
    at_once: Mapping[type[Event], Callable[[Any], None]] | None = None,
) -> None:
    """Say what reacts to each event, in which order.

    `conductors`: actions that call `handle` themselves, to write down what the handlers answered. `by_worker`: events
    too slow to handle in the request that published them. `few_at_once`: events of which a request handles the first
    few, and leaves the others to the worker. `at_once`: what happens in the very unit of work that publishes the event;
    one that nobody else reacts to is not stored.
    """
    for event_type in table:
        _require_plain(event_type)
    for registry in (_handlers, _conductors, _by_name, _at_once):
        registry.clear()
    _handlers.update(table)
    _conductors.update(conductors or {})
    _at_once.update(at_once or {})
    _by_name.update({name_of(event_type): event_type for event_type in table})
    slow, few = ([name_of(event_type) for event_type in each] for each in (by_worker, few_at_once))
    outbox.deliver_with(_deliver_stored, by_worker=slow, few_at_once=few)


def outside_unit_of_work(handler: Function) -> Function:
    """Mark a handler that touches more than the database: it opens units of its own where it needs one."""
    _outside.add(handler)
    return handler


def name_of(event_type: type[Event]) -> str:
    """The name under which an event of this type is stored."""
    return event_type.__name__


def publish(event: Event) -> None:
    """Store an event in the current unit of work; its handlers run after the commit.

    Raises LookupError for an event that no handler reacts to, `outbox.BadMessage` for one that could not be read back.
    """
    publish_all([event])


def publish_all(of_one_type: Sequence[Event]) -> None:
    """The same with many events of one type, which are stored in one statement."""
    if not of_one_type:
        return
    event_type = type(of_one_type[0])
    if event_type not in _handlers:
        raise LookupError(f"no handler reacts to {name_of(event_type)}")
    values = [asdict(event) for event in of_one_type]
    for of_one in values:
        _read(name_of(event_type), of_one)
    for event in of_one_type if event_type in _at_once else ():
        _at_once[event_type](event)
    if _handlers[event_type] or event_type not in _at_once:
        outbox.put_all(name_of(event_type), values)


def handle(event: Event, now: datetime) -> list[str]:
    """Let every slice react in the current unit of work; answers what each did, in its words."""
    return [sentence for handler in _handlers[type(event)] for sentence in handler(event, now) or ()]


def _deliver_stored(name: str, values: Mapping[str, Any]) -> None:
    """React to an event as it was stored. Raises `outbox.BadMessage` for what is no event of ours."""
    event, now = _read(name, values), clock.now()
    handlers = _handlers[type(event)]
    inside = [handler for handler in handlers if handler not in _outside]
    if inside:
        with unit_of_work():
            conductor = _conductors.get(type(event))
            if conductor is not None:
                conductor(event, now)
            else:
                for handler in inside:
                    list(handler(event, now) or ())
    for handler in handlers:
        if handler in _outside:
            handler(event, now)


def _read(name: str, values: Mapping[str, Any]) -> Event:
    event_type = _by_name.get(name)
    if event_type is None:
        raise outbox.BadMessage(f"there is no event {name!r}")
    expected = get_type_hints(event_type)
    if values.keys() != expected.keys():
        raise outbox.BadMessage(f"{name} has the fields {sorted(expected)}, not {sorted(values)}")
    for field, value in values.items():
        if type(value) is not expected[field]:
            raise outbox.BadMessage(f"{name}.{field} is {type(value).__name__}, not {expected[field].__name__}")
    return event_type(**values)


def _require_plain(event_type: type[Event]) -> None:
    """Raises TypeError for what could not be stored and read back as it was."""
    params = getattr(event_type, "__dataclass_params__", None)
    if not is_dataclass(event_type) or params is None or not params.frozen:
        raise TypeError(f"{name_of(event_type)} is no frozen dataclass")
    odd = [field.name for field in fields(event_type) if field.type not in (int, str)]
    if odd:
        raise TypeError(f"{name_of(event_type)} has fields that are neither int nor str: {odd}")
