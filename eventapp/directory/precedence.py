"""Everyone stands where the event's order of precedence puts them: kept with the person, and kept right.

Whoever changes a person takes the order as it is until the end of the transaction; whoever changes the order waits for
them, and then puts everyone in place anew with one UPDATE.
"""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Connection, Table, bindparam, event, insert, or_, select, update
from sqlalchemy.orm import Mapper, Session, SessionTransaction

from eventapp import names
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import change, db
from eventapp.directory.models import Organisation, Person, Precedence, Rank, Tie
from eventapp.directory.ordering import Circumstances, Rules
from eventapp.directory.standard_ranks import STANDARD
from eventapp.directory.words import KIND_ORDER, OTHER
from eventapp.events.models import Event
from eventapp.references import new_reference

_people, _organisations, _ranks, _precedences = (
    cast(Table, model.__table__) for model in (Person, Organisation, Rank, Precedence)
)
_KNOWN = "rules of precedence"  # in the session: those of this transaction, by event
_READ: dict[tuple[int, str], Rules] = {}  # by event and version: every registration asks, and they hardly ever change
MOST_READ = 64
AT_ONCE = 500
_OF_EVENT = _precedences.c.event_id == bindparam("of_event")
_VERSION_OF = select(_precedences.c.version).where(_OF_EVENT).with_for_update(read=True)
_ORDER_OF = select(_precedences.c.blocks, _precedences.c.ties).where(_OF_EVENT)
_RANKS_OF = (
    select(_ranks.c.id, _ranks.c.position, _ranks.c.name, _ranks.c.name_en, _ranks.c.spellings)
    .where(_ranks.c.event_id == bindparam("of_event"))
    .order_by(_ranks.c.position, _ranks.c.id)
)


@event.listens_for(Event, "after_insert")
def _begin(_mapper: Mapper[Event], connection: Connection, begun: Event) -> None:
    """Give a new event the standard order."""
    order = {"blocks": [*KIND_ORDER, OTHER], "ties": [tie.value for tie in Tie]}
    connection.execute(insert(_precedences), {"event_id": begun.id, "version": new_reference(), **order})
    rows = [
        {
            "event_id": begun.id,
            "ref": new_reference(),
            "position": position,
            "name": name,
            "name_en": name_en,
            "key": names.search_key(name),
            "spellings": "\n".join(spellings),
        }
        for position, (name, name_en, spellings) in enumerate(STANDARD, start=1)
    ]
    connection.execute(insert(_ranks), rows)


@event.listens_for(Person, "before_insert")
@event.listens_for(Person, "before_update")
def _be_placed(_mapper: Mapper[Person], connection: Connection, person: Person) -> None:
    """Where someone stands follows from what is known of them, whichever rule has changed it."""
    rules = rules_of(connection, person.event_id)
    if not person.is_rank_set:
        person.rank_id = rules.recognise(person.position)
    kind, sort_order, key = _organisation_of(connection, person)
    since, year = person.in_post_since, person.birth_year
    person.precedence = rules.key(Circumstances(kind, sort_order, person.rank_id, since, year))
    person.organisation_order = rules.organisation_order(kind, sort_order, key)


@event.listens_for(Organisation, "after_update")
def _place_its_people(_mapper: Mapper[Organisation], connection: Connection, organisation: Organisation) -> None:
    """An organisation is every event's: its people stand elsewhere in all of them when it does."""
    mine = _people.c.organisation_id == organisation.id
    for event_id in connection.execute(select(_people.c.event_id).where(mine).distinct()).scalars().all():
        _place(connection, rules_of(connection, event_id), mine & (_people.c.event_id == event_id))


@event.listens_for(db.session, "after_transaction_end")
def _forget(session: Session, ended: SessionTransaction) -> None:
    """What is known holds for a transaction; a savepoint that is kept changes nothing."""
    if ended.parent is None:  # neither a savepoint nor a flush
        session.info.pop(_KNOWN, None)


@event.listens_for(db.session, "after_soft_rollback")
def _forget_what_was_undone(session: Session, _undone: SessionTransaction) -> None:
    session.info.pop(_KNOWN, None)


def rules_of(connection: Connection, event_id: int) -> Rules:
    """Return the event's order as it is until the end of the transaction: whoever changes it waits."""
    known: dict[int, Rules] = db.session.info.setdefault(_KNOWN, {})
    if event_id not in known:
        version = event_id, connection.execute(_VERSION_OF, {"of_event": event_id}).scalar_one()
        if version not in _READ:
            if len(_READ) >= MOST_READ:
                _READ.clear()
            _READ[version] = _read(connection, event_id)
        known[event_id] = _READ[version]
    return known[event_id]


def _read(connection: Connection, event_id: int) -> Rules:
    order = connection.execute(_ORDER_OF, {"of_event": event_id}).one()
    ranks = connection.execute(_RANKS_OF, {"of_event": event_id}).all()
    return Rules(
        blocks=tuple(order.blocks),
        ties=tuple(Tie(word) for word in order.ties),
        places={rank.id: rank.position for rank in ranks},
        spellings={spelling: rank.id for rank in reversed(ranks) for spelling in _spellings(rank)},
    )


def find_precedence(event: Event) -> Precedence:
    """Return the event's blocks and ties."""
    return db.session.get_one(Precedence, event.id, populate_existing=True)


def ranks_of(event: Event) -> Sequence[Rank]:
    """Return the event's ranks, the highest first."""
    mine = select(Rank).where(Rank.event_id == event.id).order_by(Rank.position, Rank.id)
    return db.session.scalars(mine, execution_options={"populate_existing": True}).all()


def arrange(event: Event, *, blocks: Sequence[str], ties: Sequence[Tie], by: Actor) -> bool:
    """Let the blocks stand in that order, and these ties decide in that order; False where they do already."""
    hold(event.id)
    standing = find_precedence(event)
    if (standing.blocks, standing.ties) == (list(blocks), [tie.value for tie in ties]):
        return False
    standing.blocks, standing.ties = list(blocks), [tie.value for tie in ties]
    rebuild(event.id)
    trail.record("precedence_arranged", f"events/{event.id}", by=by, event_id=event.id)
    return True


def hold(event_id: int) -> None:
    """Let nobody register nor change the order until the end of the transaction."""
    mine = select(Precedence.event_id).where(Precedence.event_id == event_id)
    db.session.execute(mine.with_for_update())


def rebuild(event_id: int) -> None:
    """Recognise everyone's rank anew and put everyone in place: after every change of the order itself."""
    db.session.flush()
    change(update(Precedence).where(Precedence.event_id == event_id).values(version=new_reference()))
    db.session.info.pop(_KNOWN, None)
    rules = rules_of(db.session.connection(), event_id)
    _recognise(event_id, rules)
    _place(db.session.connection(), rules, _people.c.event_id == event_id)
    for known in [each for each in db.session if isinstance(each, Person)]:
        db.session.expire(known)


def _recognise(event_id: int, rules: Rules) -> None:
    """Write down the ranks that are others now."""
    asked = select(Person.id, Person.position, Person.rank_id)
    changed: dict[int | None, list[int]] = {}
    for person in db.session.execute(asked.where(Person.event_id == event_id, Person.is_rank_set.is_(False))):
        if (rank_id := rules.recognise(person.position)) != person.rank_id:
            changed.setdefault(rank_id, []).append(person.id)
    for rank_id, numbers in changed.items():
        for start in range(0, len(numbers), AT_ONCE):
            change(update(Person).where(Person.id.in_(numbers[start : start + AT_ONCE])).values(rank_id=rank_id))


def _place(connection: Connection, rules: Rules, which: Any) -> None:
    key, organisation_order = rules.key_column(), rules.organisation_order_column()
    differs = or_(_people.c.precedence != key, _people.c.organisation_order != organisation_order)
    values = {"precedence": key, "organisation_order": organisation_order}
    connection.execute(update(_people).where(which, differs).values(values))


def _organisation_of(connection: Connection, person: Person) -> tuple[str, int, str]:
    """Return kind, place and key of the organisation; in the midst of a flush nothing can be loaded."""
    loaded = person.__dict__.get("organisation")
    if loaded is not None:
        return loaded.kind or "", loaded.sort_order or 0, loaded.key
    if person.organisation_id is None:
        return "", 0, names.fold(person.organisation_name or "")[:255]
    columns = (_organisations.c.kind, _organisations.c.sort_order, _organisations.c.key)
    mine = _organisations.c.id == person.organisation_id
    kind, sort_order, key = connection.execute(select(*columns).where(mine)).one()
    return kind, sort_order, key


def _spellings(rank: Any) -> list[str]:
    said = [rank.name, rank.name_en, *rank.spellings.split("\n")]
    return [folded for each in said if (folded := names.fold(each))]
