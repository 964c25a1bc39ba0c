"""Reports are read by their headings, whatever the platform, its language, and the order of its dates."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from eventapp.platforms import dates
from eventapp.platforms.models import Platform
from eventapp.platforms.reading import NoPeople, read_sheet
from eventapp.platforms.stays import Frame, NeedsSession, NoTimes, Reading, read_people, within
from eventapp.spreadsheets import EmptySheet, UnreadableSheet
from tests.platforms import files

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
STARTS, ENDS = datetime(2030, 5, 6, 2, 0, tzinfo=UTC), datetime(2030, 5, 6, 5, 0, tzinfo=UTC)
SESSION = Frame(HANOI, STARTS, ENDS, is_session=True)
AN, HOA = "An (Nguyễn Văn An)", "Lê Thị Hoa (External)"
EVENT = Frame(HANOI, STARTS, ENDS)


def read(content: bytes, frame: Frame = EVENT) -> Reading:
    """Read a report of that morning."""
    return read_people(read_sheet(content, "report.csv"), frame)


def local(moment: datetime) -> str:
    """Return a moment as it is in Hà Nội."""
    return f"{moment.astimezone(HANOI):%d.%m. %H:%M:%S}"


def stays(reading: Reading, name: str) -> list[tuple[str, str]]:
    """Return when someone was there."""
    someone = next(each for each in reading.people if each.name == name)
    return [(local(start), local(end)) for start, end in someone.stays]


def test_zoom_with_its_preamble_rejoins_and_the_waiting_room() -> None:
    reading = read(
        files.zoom(
            [
                (AN, "an@mofa.gov.vn", "06/05/2030 08:50:10 AM", "06/05/2030 09:30:00 AM", "40", "No", "No"),
                (AN, "an@mofa.gov.vn", "06/05/2030 09:35:00 AM", "06/05/2030 11:00:00 AM", "85", "No", "No"),
                ("Điểm cầu Huế", "", "06/05/2030 08:46:00 AM", "06/05/2030 12:10:00 PM", "204", "Yes", "No"),
                ("Trần Thị Bình", "", "06/05/2030 08:40:00 AM", "06/05/2030 08:50:00 AM", "10", "Yes", "Yes"),
            ]
        )
    )  # fmt: skip
    assert (reading.platform, reading.rows, reading.is_timed, reading.unread) == (Platform.ZOOM, 4, True, [])
    assert stays(reading, AN) == [
        ("06.05. 08:50:10", "06.05. 09:30:00"),
        ("06.05. 09:35:00", "06.05. 11:00:00"),
    ]
    assert [each.minutes for each in reading.people] == [124, 204, 0]
    assert stays(reading, "Trần Thị Bình") == []


@pytest.mark.parametrize(
    ("joined", "left"),
    [
        ("2030-05-06 08:50:00", "2030-05-06 09:50:00"),
        ("2030-05-06T08:50:00+07:00", "2030-05-06T02:50:00Z"),
        ("05/06/2030 08:50:00 AM", "05/06/2030 09:50:00 AM"),
        ("5/6/30, 8:50:00 AM", "5/6/30, 9:50:00 AM"),
        ("06/05/2030 08:50", "06/05/2030 09:50"),
        ("06.05.2030 08:50:00", "06.05.2030 09:50:00"),
        ("06.05.2030 08.50.00", "06.05.2030 09.50.00"),
        ("May 6, 2030 8:50 AM", "May 6, 2030 9:50 AM"),
        ("6 May 2030 08:50", "6 May 2030 09:50"),
        ("6 thg 5, 2030 08:50:00", "6 thg 5, 2030 09:50:00"),
        ("08:50 6 tháng 5, 2030", "09:50 6 tháng 5, 2030"),
        ("06/05/2030 8:50:00 SA", "06/05/2030 9:50:00 SA"),
        ("6 mai 2030 08:50", "6 mai 2030 09:50"),
        ("6. Mai 2030 08:50", "6. Mai 2030 09:50"),
        ("2030/05/06 上午 8:50", "2030/05/06 上午 9:50"),
        ("2030-05-06 01:50:00 UTC", "2030-05-06 02:50:00 UTC"),
        ("06/05/2030 08:50:00 (GMT+7)", "06/05/2030 09:50:00 (GMT+7)"),
    ],
)
def test_dates_of_any_language_and_order(joined: str, left: str) -> None:
    reading = read(files.zoom([("An Nguyễn", "", joined, left, "60", "No", "No")], meeting=None))
    assert stays(reading, "An Nguyễn") == [("06.05. 08:50:00", "06.05. 09:50:00")]


def test_the_order_of_day_and_month_is_told_by_the_whole_file() -> None:
    days = (date(2030, 3, 4), date(2030, 3, 14))

    def is_month_first(*texts: str) -> bool:
        return dates.is_month_first([found for each in texts if (found := dates.read_moment(each))], days)

    assert is_month_first("03/04/2030 08:00", "03/14/2030 08:00")
    assert not is_month_first("04/03/2030 08:00", "14/03/2030 08:00")
    assert is_month_first("03/09/2030 08:00")  # by the days of the event
    assert not is_month_first("09/03/2030 08:00 PM")
    assert is_month_first("1/2/2030 08:00 AM")  # neither falls there: a.m. is American
    assert not is_month_first("1/2/2030 08:00")


def test_teams_in_its_three_sections() -> None:
    reading = read(
        files.teams(
            [
                (HOA, "5/6/30, 8:50:00 AM", "5/6/30, 11:00:00 AM", "1h 30m 0s", "hoa@bo.vn", "hoa@bo.vn", "Attendee"),
                ("Phạm Đạt", "5/6/30, 9:00:00 AM", "5/6/30, 10:00:00 AM", "30m 0s", "", "", "Attendee"),
            ],
            [
                (HOA, "5/6/30, 8:50:00 AM", "5/6/30, 9:20:00 AM", "30m 0s", "hoa@bo.vn", "Attendee"),
                (HOA, "5/6/30, 10:00:00 AM", "5/6/30, 11:00:00 AM", "1h 0m 0s", "hoa@bo.vn", "Attendee"),
            ],
        )
    )  # fmt: skip
    assert (reading.platform, reading.unread) == (Platform.TEAMS, [])
    assert stays(reading, HOA) == [
        ("06.05. 08:50:00", "06.05. 09:20:00"),
        ("06.05. 10:00:00", "06.05. 11:00:00"),
    ]
    # Of whom only first and last are known, first, last and the minutes stay true.
    assert stays(reading, "Phạm Đạt") == [
        ("06.05. 09:00:00", "06.05. 09:29:00"),
        ("06.05. 09:59:00", "06.05. 10:00:00"),
    ]


def test_meet_knows_the_time_of_day_only() -> None:
    content = files.meet(
        [
            ("Hoa", "Lê Thị", "hoa@bo.vn", "1 hr 2 min", "9:00 AM", "10:02 AM"),
            ("Đạt", "Phạm", "dat@bo.vn", "59 min", "11:30 PM", "12:29 AM"),
        ]
    )
    reading = read(content)
    assert reading.platform is Platform.MEET
    assert stays(reading, "Hoa Lê Thị") == [("06.05. 09:00:00", "06.05. 10:02:00")]
    assert stays(reading, "Đạt Phạm") == [("06.05. 23:30:00", "07.05. 00:29:00")]
    with pytest.raises(NeedsSession):
        read(content, Frame(HANOI, STARTS, ENDS + timedelta(days=2)))


def test_webex_guards_its_times() -> None:
    rows = [
        (
            "Hội nghị", '="2030-05-06 08:45:00"', '="2030-05-06 12:00:00"', name, "", "", "Attendee", "hoa@bo.vn",
            '="2030-05-06 09:00:00"', '="2030-05-06 10:00:00"', "60 mins", "PC",
        )
        for name in ("Lê Thị Hoa", "Hoa (K7QM 4XTR)")
    ]  # fmt: skip
    reading = read(files.webex(rows))
    assert (reading.platform, reading.unread, len(reading.people)) == (Platform.WEBEX, [], 2)
    assert stays(reading, "Lê Thị Hoa") == [("06.05. 09:00:00", "06.05. 10:00:00")]


def test_a_list_of_unique_users_says_for_how_long_only() -> None:
    reading = read(files.zoom_unique([("Lê Thị Hoa", "hoa@bo.vn", "60", "No"), ("Phạm Đạt", "", "500", "No")]))
    assert reading.is_timed is False
    assert [each.minutes for each in reading.people] == [60, 205]
    assert stays(reading, "Lê Thị Hoa") == [
        ("06.05. 08:45:00", "06.05. 09:44:00"),
        ("06.05. 12:09:00", "06.05. 12:10:00"),
    ]
    bare = b"Name (Original Name),User Email,Total Duration (Minutes),Guest\nHoa,hoa@bo.vn,60,No\n"
    with pytest.raises(NeedsSession):
        read(bare)
    assert local(read(bare, SESSION).people[0].stays[0][0]) == "06.05. 09:00:00"


def test_what_cannot_be_read_is_named_with_its_row() -> None:
    rows = [
        ("An Nguyễn", "", "06/05/2030 08:50", "06/05/2030 09:50", "60", "No", "No"),
        ("Ba Trần", "", "tomorrow", "06/05/2030 09:50", "60", "No", "No"),
        ("Chi Lê", "", "06/05/2030 09:50", "06/05/2030 08:50", "60", "No", "No"),
    ]
    reading = read(files.zoom(rows, meeting=None))
    assert [(row, given) for row, _message, given in reading.unread] == [
        (3, "tomorrow"), (4, "06/05/2030 09:50 – 06/05/2030 08:50"),
    ]  # fmt: skip
    assert [each.name for each in reading.people] == ["An Nguyễn"]
    with pytest.raises(NoTimes):
        read(files.zoom(rows[1:], meeting=None))


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", EmptySheet),
        (b"a,b\n1,2\n", NoPeople),
        (b"Name,Email\nAn,an@b.vn\n", NoPeople),
        (b"\x00\x01\x02", UnreadableSheet),
    ],
)
def test_what_is_no_report_is_refused(content: bytes, refusal: type[UnreadableSheet]) -> None:
    with pytest.raises(refusal):
        read_sheet(content, "x.csv")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("87", 5220), ("87 mins", 5220), ("1h 27m 51s", 5271), ("1 hr 2 min", 3720), ("1 giờ 27 phút 51 giây", 5271),
        ("01:27:51", 5271), ("", None), ("–", None),
    ],
)  # fmt: skip
def test_durations(text: str, seconds: int | None) -> None:
    assert dates.seconds_in(text) == seconds


def test_a_length_within_two_moments_keeps_both_of_them() -> None:
    assert within(STARTS, ENDS, timedelta()) == []
    assert within(STARTS, ENDS, timedelta(hours=9)) == [(STARTS, ENDS)]
    assert within(STARTS, ENDS, timedelta(minutes=1)) == [(STARTS, STARTS + timedelta(minutes=1))]
    found = within(STARTS, ENDS, timedelta(minutes=60))
    assert (found[0][0], found[-1][1]) == (STARTS, ENDS)
    assert sum((end - start for start, end in found), timedelta()) == timedelta(minutes=60)
