"""Reports as platforms write them: their headings, preambles, encodings and dates."""

from collections.abc import Sequence

Row = tuple[str, ...]
TABLE_OF_ZOOM = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,In Waiting Room"
MEETING_OF_ZOOM = (
    "Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants\n"
    "945 1234 5678,Hội nghị Ngoại giao văn hoá,{starts},{ends},host@mofa.gov.vn,185,{number}\n\n"
)


def zoom(
    rows: Sequence[Row],
    *,
    meeting: tuple[str, str] | None = ("06/05/2030 08:45:00 AM", "06/05/2030 12:10:00 PM"),
    heading: str = TABLE_OF_ZOOM,
) -> bytes:
    """Return Zoom's list of participants: a row for each coming; with the meeting's own rows above, or without."""
    above = MEETING_OF_ZOOM.format(starts=meeting[0], ends=meeting[1], number=len(rows)) if meeting else ""
    lines = [",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in rows]
    return ("\ufeff" + above + "\n".join([heading, *lines]) + "\n").encode()


def zoom_unique(rows: Sequence[Row]) -> bytes:
    """Return Zoom's list of unique users: for how long, not when."""
    return zoom(rows, heading="Name (Original Name),User Email,Total Duration (Minutes),Guest")


def teams(participants: Sequence[Row], activities: Sequence[Row]) -> bytes:
    """Return the attendance report of Teams: three sections, tabs, UTF-16 with its mark, called .csv."""
    lines = [
        "1. Summary",
        "Meeting title\tHội nghị Ngoại giao văn hoá",
        f"Attended participants\t{len(participants)}",
        "Start time\t5/6/30, 8:45:02 AM",
        "End time\t5/6/30, 12:10:44 PM",
        "Meeting duration\t3h 25m 42s",
        "",
        "2. Participants",
        "Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole",
        *("\t".join(row) for row in participants),
        "",
        "3. In-Meeting Activities",
        "Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole",
        *("\t".join(row) for row in activities),
    ]
    return "\r\n".join(lines).encode("utf-16")


def meet(rows: Sequence[Row]) -> bytes:
    """Return the attendance report of Google Meet: times of day only, one row for each participant."""
    lines = [",".join(row) for row in rows]
    return "\n".join(["First name,Last name,Email,Duration,Time joined,Time exited", *lines]).encode()


def webex(rows: Sequence[Row]) -> bytes:
    """Return Webex's list of attendees: tabs, UTF-16, times guarded from spreadsheet programs."""
    heading = (
        "Meeting Name\tMeeting Start Time\tMeeting End Time\tDisplay Name\tFirst Name\tLast Name\tRole\t"
        "Attendee Email\tJoin Time\tLeave Time\tAttendance Duration\tConnection Type"
    )
    return "\r\n".join([heading, *("\t".join(row) for row in rows)]).encode("utf-16")
