"""The categories of an event's delegates: a standard set to begin with, then added to, changed, ordered, removed."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.exc import IntegrityError

from eventapp import names
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import change, db
from eventapp.errors import N_, DomainError
from eventapp.events.models import Category, Event
from eventapp.references import new_reference

# Name in Vietnamese and English, colour of the badge. The first is the default, and the one that the public may choose.
STANDARD = (
    ("Đại biểu", "Delegate", "#1b4f7c"),
    ("Khách mời", "Guest", "#8a5a1c"),
    ("Diễn giả", "Speaker", "#5d3b8c"),
    ("Báo chí", "Press", "#ad2a66"),
    ("Phiên dịch", "Interpreter", "#0c6b70"),
    ("Ban tổ chức", "Staff", "#2c6e49"),
)
COPIED = ("position", "name", "name_en", "key", "colour", "mode", "zones", "is_public", "is_default", "needs_approval")
_DEFAULT = select(Category).where(Category.event_id == bindparam("event_id"), Category.is_default)


class CategoryExists(DomainError):
    """The event has a category of that name."""

    code = "category_exists"
    message = N_("There is already a category called “%(name)s”.")


class DefaultCategory(DomainError):
    """Whoever says nothing else is in the default category, so there must be one."""

    code = "default_category"
    message = N_("“%(name)s” is the default category. Make another one the default first.")


def begin(event: Event) -> None:
    """Give a new event the standard categories."""
    for position, (name, name_en, colour) in enumerate(STANDARD, start=1):
        is_first = position == 1
        said = {"name": name, "name_en": name_en, "colour": colour, "is_public": is_first, "is_default": is_first}
        db.session.add(_new(event, position=position, key=names.search_key(name), **said))
    db.session.flush()


def categories_of(event: Event) -> Sequence[Category]:
    """Return the event's categories in their order."""
    mine = select(Category).where(Category.event_id == event.id)
    asked = mine.order_by(Category.position, Category.id)
    return db.session.scalars(asked, execution_options={"populate_existing": True}).all()


def public_categories_of(event: Event) -> list[Category]:
    """Return what whoever registers may choose from: where there is no choice, the one that everybody gets."""
    known = categories_of(event)
    public = [each for each in known if each.is_public]
    return public or [each for each in known if each.is_default]


def usual(categories: Sequence[Category]) -> Category:
    """Return which of these someone is in who says nothing: the default, or the first where it is not among them."""
    return next((each for each in categories if each.is_default), categories[0])


def default_category(event: Event) -> Category:
    """Return the event's default category."""
    return db.session.scalars(_DEFAULT, {"event_id": event.id}).one()


def find_category(event: Event, ref: str) -> Category | None:
    """Return the event's category with that reference."""
    return db.session.scalar(select(Category).where(Category.event_id == event.id, Category.ref == ref.upper()))


def by_word(categories: Sequence[Category]) -> dict[str, Category]:
    """Return the categories by the folded words they go by: the names in both languages, and the reference."""
    known = {names.search_key(each.name_en): each for each in reversed(categories) if each.name_en}
    return known | {each.key: each for each in categories} | {names.search_key(each.ref): each for each in categories}


def add_category(event: Event, *, by: Actor, is_default: bool = False, **said: Any) -> Category:
    """Add a category at the end of the list. Raises CategoryExists."""
    last = db.session.scalar(select(func.max(Category.position)).where(Category.event_id == event.id))
    name = said["name"]
    category = _new(event, position=(last or 0) + 1, key=names.search_key(name), **said)
    try:
        with db.session.begin_nested():
            db.session.add(category)
    except IntegrityError:
        raise CategoryExists(name=name) from None
    if is_default:
        _make_default(category)
    _note("category_added", category, event, by)
    return category


def edit_category(event: Event, category: Category, *, by: Actor, is_default: bool = False, **said: Any) -> bool:
    """Change what is said of a category; return whether anything was different. Raises CategoryExists.

    With `is_default` it becomes the default; what is the default stays so until another one is made it.
    """
    changed = {name: value for name, value in said.items() if getattr(category, name) != value}
    if not changed and category.is_default >= is_default:
        return False
    try:
        with db.session.begin_nested():
            for name, value in changed.items():
                setattr(category, name, value)
            category.key = names.search_key(category.name)
    except IntegrityError:
        raise CategoryExists(name=said["name"]) from None
    if is_default and not category.is_default:
        _make_default(category)
    _note("category_edited", category, event, by)
    return True


def move_category(event: Event, category: Category, *, up: bool, by: Actor) -> bool:
    """Let the category change places with its neighbour; False at the end of the list."""
    order = list(categories_of(event))
    at = order.index(category)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(order):
        return False
    order[at], order[to] = order[to], order[at]
    for position, each in enumerate(order, start=1):
        each.position = position
    _note("category_moved", category, event, by)
    return True


def remove_category(event: Event, category: Category, *, into: Category, by: Actor) -> None:
    """Take away a category in which nobody is any more; whoever was is in `into`. Raises DefaultCategory."""
    if change(delete(Category).where(Category.id == category.id, Category.is_default.is_(False))) != 1:
        raise DefaultCategory(name=category.names)
    db.session.expunge(category)
    subject = f"categories/{category.ref}"
    trail.record("category_removed", subject, by=by, event_id=event.id, name=category.names, other=into.names)


def copy_categories(event: Event, copy: Event) -> None:
    """Give the copy of an event, in which nobody is yet, the event's categories instead of the standard ones."""
    for each in categories_of(copy):
        db.session.delete(each)
    db.session.flush()
    for each in categories_of(event):
        db.session.add(_new(copy, **{name: getattr(each, name) for name in COPIED}))
    db.session.flush()


def _new(event: Event, **said: Any) -> Category:
    return Category(event_id=event.id, ref=new_reference(), **said)


def _make_default(category: Category) -> None:
    db.session.flush()
    mine = Category.event_id == category.event_id
    change(update(Category).where(mine, Category.is_default).values(is_default=False))
    change(update(Category).where(Category.id == category.id).values(is_default=True))
    db.session.refresh(category)


def _note(action: str, category: Category, event: Event, by: Actor) -> None:
    db.session.flush()
    trail.record(action, f"categories/{category.ref}", by=by, event_id=event.id, name=category.names)
