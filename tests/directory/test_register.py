"""The register of organisations: its rules, its lists, its pages."""

import io
from datetime import date

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select

from eventapp.audit.trail import SYSTEM
from eventapp.cli import main
from eventapp.database import db, transaction
from eventapp.directory import organisations
from eventapp.directory.importing import READY_LISTS, OrganisationImporter, ready_list
from eventapp.directory.models import Organisation
from eventapp.importing.rows import take_in
from eventapp.spreadsheets import read_table
from tests.factories import make_user
from tests.importing.sheets import counts, faults, run, sheet
from tests.queries import count_queries
from tests.visits import signed_in

HOME = "/manage/organisations"


def load(*names: str) -> None:
    """Load these of the lists that come along."""
    for name in names:
        with transaction():
            report = take_in(read_table(ready_list(name)), OrganisationImporter(by=SYSTEM))
        assert report.rejected == []


def entries() -> list[tuple[object, ...]]:
    """Return what the register says, without what each loading makes anew."""
    columns = ("key", "name", "name_en", "short_name", "kind", "zone", "sort_order", "valid_from", "valid_to")
    found = db.session.scalars(select(Organisation).order_by(Organisation.key)).all()
    return [
        (*(getattr(each, name) for name in columns), each.succeeded_by.name if each.succeeded_by else None)
        for each in found
    ]


def successor_of(short_name: str) -> tuple[str | None, date | None]:
    """Return the short name of what followed that province, and since when."""
    found = db.session.scalars(select(Organisation).where(Organisation.short_name == short_name)).one()
    return found.succeeded_by and found.succeeded_by.short_name, found.valid_to


def test_the_provinces_of_2025_say_which_of_the_63_each_succeeded(app: Flask) -> None:
    load("provinces-2025")
    valid = [each for each in db.session.scalars(select(Organisation)) if each.is_valid_on(date(2025, 7, 1))]
    before = [each for each in db.session.scalars(select(Organisation)) if each.is_valid_on(date(2024, 12, 31))]
    assert (len(valid), len(before)) == (34, 63)
    july = date(2025, 7, 1)
    assert successor_of("Bình Dương") == ("TP. Hồ Chí Minh", july)
    assert successor_of("Hà Giang") == ("Tuyên Quang", july)
    assert successor_of("Bình Thuận") == ("Lâm Đồng", july)
    assert successor_of("Hậu Giang") == ("Cần Thơ", july)
    assert successor_of("Thừa Thiên Huế") == ("Huế", date(2025, 1, 1))
    assert successor_of("Hà Tĩnh") == (None, None)


def test_lists_leave_the_same_register_in_any_order_and_however_often(app: Flask) -> None:
    load("provinces-2025", "provinces-2021")
    one_way = entries()
    load("provinces-2021", "provinces-2025")
    again = entries()
    db.session.rollback()
    with transaction():
        db.session.query(Organisation).update({"succeeded_by_id": None})
        db.session.query(Organisation).delete()
    load("provinces-2021", "provinces-2025")
    assert one_way == again == entries()
    assert len(one_way) == 64


@pytest.mark.parametrize("name", READY_LISTS)
def test_a_list_loaded_twice_changes_nothing(app: Flask, name: str) -> None:
    load(name)
    with transaction():
        report = take_in(read_table(ready_list(name)), OrganisationImporter(by=SYSTEM))
    assert counts(report) == (0, 0, len(report.verdicts), 0)


def test_two_organisations_alike_are_one_entry_and_the_second_is_refused(app: Flask) -> None:
    with transaction():
        first = organisations.add(by=SYSTEM, name="Sở Ngoại vụ Hoà Bình")
    with pytest.raises(organisations.OrganisationExists), transaction():
        organisations.add(by=SYSTEM, name="SỞ NGOẠI VỤ HÒA BÌNH")
    with transaction():
        second = organisations.add(by=SYSTEM, name="Sở Ngoại vụ Hoà Bình 2")
    with pytest.raises(organisations.OrganisationExists), transaction():
        organisations.revise(second, by=SYSTEM, name="so ngoai vu hoa binh")
    assert organisations.find_organisation("sở ngoại vụ hòa bình") == first


def test_an_organisation_cannot_follow_itself_nor_end_before_it_begins(app: Flask) -> None:
    with transaction():
        old = organisations.add(by=SYSTEM, name="Cũ")
        new = organisations.add(by=SYSTEM, name="Mới")
        organisations.revise(old, by=SYSTEM, succeeded_by=new)
    with pytest.raises(organisations.SucceedsItself), transaction():
        organisations.revise(new, by=SYSTEM, succeeded_by=old)
    with pytest.raises(organisations.EndsBeforeItBegins), transaction():
        organisations.revise(new, by=SYSTEM, valid_from=date(2025, 7, 1), valid_to=date(2025, 7, 1))
    db.session.refresh(new)
    assert (new.succeeded_by, new.valid_from) == (None, None)


def test_a_row_that_names_an_unknown_successor_is_rejected(app: Flask) -> None:
    table = sheet(("name", "succeeded_by"), ("Tỉnh Cũ", "Tỉnh Mới"), ("Tỉnh Khác", ""))
    report = run(table, OrganisationImporter, by=SYSTEM)
    assert (counts(report), faults(report)) == ((1, 0, 0, 1), [(2, "succeeded_by", "unknown")])


def test_the_page_finds_by_any_name_and_hides_what_is_no_more(app: Flask) -> None:
    load("provinces-2025")
    client = signed_in(app, make_user(is_admin=True))
    assert ">Uỷ ban nhân dân tỉnh Cà Mau<" in client.get(f"{HOME}?q=ca mau&lang=vi").text
    assert "Hậu Giang" not in client.get(f"{HOME}?q=hau giang&lang=vi").text
    page = client.get(f"{HOME}?q=hau giang&show=all&lang=vi").text
    assert "Không còn từ 01/07/2025" in page
    assert "Uỷ ban nhân dân thành phố Cần Thơ" in page


def test_the_page_costs_as_much_with_many_as_with_one(app: Flask) -> None:
    client = signed_in(app, make_user(is_admin=True))
    with transaction():
        organisations.add(by=SYSTEM, name="Một")
    with count_queries(app) as few:
        client.get(HOME)
    load("provinces-2025")
    with count_queries(app) as many:
        client.get(f"{HOME}?show=all")
    assert len(many) == len(few)


def test_what_is_typed_wrong_is_kept_and_a_name_twice_is_refused(app: Flask) -> None:
    client = signed_in(app, make_user(is_admin=True))
    typed = {"name": "Bộ Ngoại giao", "zone": "Mars/Olympus", "succeeded_by": "Không có", "sort_order": "1"}
    answer = client.post(f"{HOME}/new", data=typed)
    assert (answer.status_code, "Mars/Olympus" in answer.text) == (422, True)
    assert client.post(f"{HOME}/new", data={"name": "Bộ Ngoại giao"}).status_code == 303
    answer = client.post(f"{HOME}/new", data={"name": "bo ngoai giao"})
    assert (answer.status_code, "is in the register already" in answer.text) == (409, True)
    ref = db.session.scalars(select(Organisation.ref)).one()
    markup = {"name": "Bộ <b>Ngoại giao</b> {{7*7}}", "valid_to": "01/07/2025"}
    assert client.post(f"{HOME}/{ref}", data=markup).status_code == 303
    page = client.get(f"{HOME}?show=all").text
    assert "Bộ &lt;b&gt;Ngoại giao&lt;/b&gt; {{7*7}}" in page


def test_the_kind_is_shown_and_typed_in_the_words_of_the_reader(app: Flask) -> None:
    client = signed_in(app, make_user(is_admin=True))
    client.post(f"{HOME}/new", data={"name": "Bộ Ngoại giao", "kind": "Cơ quan Trung ương"})
    made = db.session.scalars(select(Organisation)).one()
    assert made.kind == "central"
    for language, word in (("vi", "Cơ quan trung ương"), ("en", "Central agency")):
        assert f'value="{word}"' in client.get(f"{HOME}/{made.ref}?lang={language}").text
        assert client.post(f"{HOME}/{made.ref}", data={"name": "Bộ Ngoại giao", "kind": word}).status_code == 303
        db.session.refresh(made)
        assert made.kind == "central"


def test_a_list_goes_in_by_page_and_a_bad_sheet_not_at_all(app: Flask) -> None:
    client = signed_in(app, make_user(is_admin=True))
    assert client.post(f"{HOME}/import", data={"list": "central-2021"}).status_code == 303
    count = select(func.count()).select_from(Organisation)
    assert db.session.scalar(count) == 26
    bad = "Tên đơn vị,Múi giờ\nĐơn vị tốt,\nĐơn vị xấu,Mars/Olympus\n".encode()
    answer = client.post(f"{HOME}/import", data={"file": (io.BytesIO(bad), "a.csv")})
    assert (answer.status_code, "Mars/Olympus" in answer.text) == (422, True)
    assert client.post(f"{HOME}/import", data={"list": "no-such"}).status_code == 422
    assert db.session.scalar(count) == 26


def test_the_export_can_be_imported_again_and_changes_nothing(app: Flask) -> None:
    load("provinces-2025")
    client = signed_in(app, make_user(is_admin=True))
    for kind in ("xlsx", "csv"):
        body = client.get(f"{HOME}.{kind}?show=all&lang=vi").data
        with transaction():
            report = take_in(read_table(body, f"a.{kind}"), OrganisationImporter(by=SYSTEM))
        assert counts(report) == (0, 0, 64, 0)


def test_the_command_takes_a_list_by_its_name(bare_app: Flask, command: CliRunner) -> None:
    first = command.invoke(main, ["import", "organisations", "provinces-2025"])
    assert (first.exit_code, first.output) == (0, "64 created, 0 updated, 0 unchanged, 0 rejected.\n")
    again = command.invoke(main, ["import", "organisations", "provinces-2025"])
    assert again.output == "0 created, 0 updated, 64 unchanged, 0 rejected.\n"
