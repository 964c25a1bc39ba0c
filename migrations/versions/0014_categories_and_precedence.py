"""Categories of delegates; ranks and the order of precedence; which columns of a list someone wants to see."""

import secrets

import sqlalchemy as sa
from alembic import op

from eventapp.names import fold

revision = "0014_categories_and_precedence"
down_revision = "0013_merges"

# As events/categories.py begins an event today; a migration does not change with the code.
CATEGORIES = (
    ("Đại biểu", "Delegate", "dai bieu", "#1b4f7c"),
    ("Khách mời", "Guest", "khach moi", "#8a5a1c"),
    ("Diễn giả", "Speaker", "dien gia", "#5d3b8c"),
    ("Báo chí", "Press", "bao chi", "#ad2a66"),
    ("Phiên dịch", "Interpreter", "phien dich", "#0c6b70"),
    ("Ban tổ chức", "Staff", "ban to chuc", "#2c6e49"),
)
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"


# As directory/standard_ranks.py: Vietnamese, English, other spellings.
RANKS = (
    ("Tổng Bí thư", "General Secretary", ""),
    ("Chủ tịch nước", "President", ""),
    ("Thủ tướng", "Prime Minister", "Thủ tướng Chính phủ"),
    ("Chủ tịch Quốc hội", "Chair of the National Assembly", ""),
    ("Phó Chủ tịch nước", "Vice President", ""),
    ("Phó Thủ tướng", "Deputy Prime Minister", "Phó Thủ tướng Chính phủ"),
    ("Phó Chủ tịch Quốc hội", "Vice Chair of the National Assembly", ""),
    ("Bộ trưởng", "Minister", "Quyền Bộ trưởng\nChủ nhiệm Ủy ban"),
    ("Bí thư Tỉnh ủy", "Secretary of the Provincial Party Committee", "Bí thư Thành ủy"),
    ("Thứ trưởng", "Deputy Minister", "Phó Chủ nhiệm Ủy ban\nVice Minister"),
    ("Chủ tịch", "Chairperson", "Chủ tịch UBND\nChairman\nChairwoman"),
    ("Đại sứ", "Ambassador", "Trợ lý Bộ trưởng"),
    ("Phó Bí thư", "Deputy Secretary", ""),
    ("Phó Chủ tịch", "Vice Chairperson", "Vice Chairman\nVice Chairwoman"),
    ("Tổng Lãnh sự", "Consul General", ""),
    ("Tổng Giám đốc", "Chief Executive Officer", "CEO\nTổng Cục trưởng\nViện trưởng"),
    ("Phó Tổng Giám đốc", "Deputy Chief Executive Officer", "Phó Tổng Cục trưởng\nPhó Viện trưởng"),
    ("Vụ trưởng", "Director General", "Quyền Vụ trưởng\nQ. Vụ trưởng\nCục trưởng\nChánh Văn phòng\nChánh Thanh tra"),
    ("Phó Vụ trưởng", "Deputy Director General", "Phó Cục trưởng\nPhó Chánh Văn phòng\nPhó Chánh Thanh tra"),
    ("Giám đốc", "Director", "Quyền Giám đốc\nHiệu trưởng"),
    ("Phó Giám đốc", "Deputy Director", "Phó Hiệu trưởng"),
    ("Trưởng phòng", "Head of Division", "Trưởng ban"),
    ("Phó Trưởng phòng", "Deputy Head of Division", "Phó phòng\nPhó Trưởng ban"),
    ("Chuyên viên cao cấp", "Senior Expert", ""),
    ("Chuyên viên chính", "Principal Officer", ""),
    ("Chuyên viên", "Officer", ""),
)
BLOCKS = ("central", "province", "mission", "enterprise", "other")
TIES = ("organisation", "rank", "in_post", "age")


def upgrade() -> None:
    events = [row.id for row in op.get_bind().execute(sa.text("SELECT id FROM events ORDER BY id"))]
    _begin_categories(_create_categories(), events)
    precedences, ranks = _create_precedence()
    _change_people()
    if events:
        _begin_precedence(precedences, ranks, events)
    _create_column_choices()


def _create_categories() -> sa.Table:
    table = op.create_table(
        "categories",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("name_en", sa.String(length=255), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("colour", sa.String(length=16), nullable=False),
        sa.Column("mode", sa.String(length=32), nullable=True),
        sa.Column("zones", sa.String(length=255), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_categories_event_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_categories"),
        sa.UniqueConstraint("ref", name="uq_categories_ref"),
        sa.UniqueConstraint("event_id", "key", name="uq_categories_event_id_key"),
    )
    op.create_index("ix_categories_event_id", "categories", ["event_id"])
    the_default = sa.text("is_default")
    op.create_index(
        "uq_categories_default",
        "categories",
        ["event_id"],
        unique=True,
        sqlite_where=the_default,
        postgresql_where=the_default,
    )
    return table


def _begin_categories(categories: sa.Table, events: list[int]) -> None:
    """Give every event the standard categories, and every registration the first of them."""
    rows = [
        {
            "event_id": event_id,
            "ref": _reference(),
            "position": position,
            "name": name,
            "name_en": name_en,
            "key": key,
            "colour": colour,
            "zones": "",
            "is_public": position == 1,
            "is_default": position == 1,
        }
        for event_id in events
        for position, (name, name_en, key, colour) in enumerate(CATEGORIES, start=1)
    ]
    if rows:
        op.bulk_insert(categories, rows)
    with op.batch_alter_table("registrations") as registrations:
        registrations.add_column(sa.Column("category_id", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE registrations SET category_id = (SELECT categories.id FROM categories"
        " WHERE categories.event_id = registrations.event_id AND categories.is_default)"
    )
    with op.batch_alter_table("registrations") as registrations:
        registrations.alter_column("category_id", existing_type=sa.Integer(), nullable=False)
        registrations.create_foreign_key("fk_registrations_category_id", "categories", ["category_id"], ["id"])
        registrations.create_index("ix_registrations_category_id", ["category_id"])


def _create_precedence() -> tuple[sa.Table, sa.Table]:
    precedences = op.create_table(
        "precedences",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("blocks", sa.JSON(), nullable=False),
        sa.Column("ties", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_precedences_event_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", name="pk_precedences"),
    )
    ranks = op.create_table(
        "ranks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("name_en", sa.String(length=255), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("spellings", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_ranks_event_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_ranks"),
        sa.UniqueConstraint("ref", name="uq_ranks_ref"),
        sa.UniqueConstraint("event_id", "key", name="uq_ranks_event_id_key"),
    )
    op.create_index("ix_ranks_event_id", "ranks", ["event_id"])
    return precedences, ranks


def _change_people() -> None:
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("rank_id", sa.Integer(), nullable=True))
        people.add_column(sa.Column("is_rank_set", sa.Boolean(), nullable=False, server_default=sa.false()))
        people.add_column(sa.Column("in_post_since", sa.Date(), nullable=True))
        people.add_column(sa.Column("birth_year", sa.Integer(), nullable=True))
        people.add_column(sa.Column("precedence", sa.String(length=64), nullable=False, server_default=""))
        people.add_column(sa.Column("organisation_order", sa.String(length=300), nullable=False, server_default=""))
    with op.batch_alter_table("people") as people:
        for name in ("is_rank_set", "precedence", "organisation_order"):
            people.alter_column(name, server_default=None)
        people.create_foreign_key("fk_people_rank_id", "ranks", ["rank_id"], ["id"], ondelete="SET NULL")
        people.create_index("ix_people_rank_id", ["rank_id"])
        people.create_index("ix_people_precedence", ["event_id", "precedence", "sort_key", "id"])
        people.create_index("ix_people_organisation_order", ["event_id", "organisation_order", "sort_key", "id"])


def _begin_precedence(precedences: sa.Table, ranks: sa.Table, events: list[int]) -> None:
    """Give every event the standard order, recognise everyone's rank, and put everyone in place."""
    op.bulk_insert(precedences, [{"event_id": each, "blocks": list(BLOCKS), "ties": list(TIES)} for each in events])
    rows = [
        {
            "event_id": event_id,
            "ref": _reference(),
            "position": position,
            "name": name,
            "name_en": name_en,
            "key": fold(name),
            "spellings": spellings,
        }
        for event_id in events
        for position, (name, name_en, spellings) in enumerate(RANKS, start=1)
    ]
    op.bulk_insert(ranks, rows)
    connection = op.get_bind()
    known = {(row.event_id, row.position): row.id for row in connection.execute(sa.select(ranks))}
    people = connection.execute(
        sa.text(
            "SELECT people.id, event_id, position, organisation_name, kind, sort_order, organisations.key"
            " FROM people LEFT JOIN organisations ON organisations.id = people.organisation_id"
        )
    )
    placed = sa.text(
        "UPDATE people SET rank_id = :rank_id, precedence = :precedence, organisation_order = :organisation_order"
        " WHERE id = :id"
    )
    values = [_placed(person, known) for person in people]
    for start in range(0, len(values), 1000):
        connection.execute(placed, values[start : start + 1000])


def _placed(person: sa.Row, known: dict[tuple[int, int], int]) -> dict[str, object]:
    """Return the rank of someone and the keys that directory/ordering.py makes of it."""
    place = _place_of_rank(person.position)
    block = 10 + BLOCKS.index(person.kind if person.kind in BLOCKS else "other")
    sort_order = 1_000_000 + (person.sort_order or 0)
    name = person.key or fold(person.organisation_name)[:255]
    return {
        "id": person.id,
        "rank_id": known[person.event_id, place] if place else None,
        "precedence": f"{block}{sort_order}{1000 + (place or 999)}999912319999",
        "organisation_order": f"{block if name else 99}{sort_order}{name}",
    }


def _place_of_rank(position: str) -> int | None:
    words = fold(position).split()
    for number in range(len(words), 0, -1):
        if (place := SPELLINGS.get(" ".join(words[:number]))) is not None:
            return place
    return None


SPELLINGS = {
    fold(spelling): place
    for place, said in reversed(list(enumerate(RANKS, start=1)))
    for spelling in "\n".join(said).split("\n")
    if spelling
}


def _create_column_choices() -> None:
    op.create_table(
        "column_choices",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_column_choices_event_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_column_choices_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", "user_id", name="pk_column_choices"),
    )
    op.create_index("ix_column_choices_user_id", "column_choices", ["user_id"])


def _reference() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(8))


def downgrade() -> None:
    op.drop_table("column_choices")
    with op.batch_alter_table("people") as people:
        for name in ("organisation_order", "precedence", "rank_id"):
            people.drop_index(f"ix_people_{name}")
        people.drop_constraint("fk_people_rank_id", type_="foreignkey")
        for name in ("organisation_order", "precedence", "birth_year", "in_post_since", "is_rank_set", "rank_id"):
            people.drop_column(name)
    op.drop_table("ranks")
    op.drop_table("precedences")
    with op.batch_alter_table("registrations") as registrations:
        registrations.drop_index("ix_registrations_category_id")
        registrations.drop_constraint("fk_registrations_category_id", type_="foreignkey")
        registrations.drop_column("category_id")
    op.drop_table("categories")
