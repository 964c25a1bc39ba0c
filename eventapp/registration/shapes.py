"""What is asked of someone who registers: one shape for the page, the JSON and the row of a sheet."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from eventapp.errors import N_
from eventapp.events.models import Mode
from eventapp.events.words import ModeWord
from eventapp.registration.act_models import Decision
from eventapp.registration.awaiting import Kind
from eventapp.shapes import Choice, Day, EmailAddress, FullName, Line, Phone, Shape, Tick, Whole, WrittenEmail

FIRST_YEAR, LAST_YEAR = 1900, 2100  # in which delegates are born


class Language(StrEnum):
    """The languages of letters."""

    VI = "vi"
    EN = "en"


LANGUAGE_WORDS: Mapping[StrEnum, Sequence[str]] = {
    Language.VI: ("Tiếng Việt", "Việt", "Việt Nam", "Vietnamese"),
    Language.EN: ("Tiếng Anh", "Anh", "English"),
}
"""What the office and focal points call the languages."""


class DelegateShape(Shape):
    """A delegate as every door gives one: name, contact, organisation, form of attendance."""

    full_name = FullName(required=True, label=N_("Full name"))
    email = EmailAddress(required=True, label=N_("E-mail"))
    phone = Phone(label=N_("Telephone"))
    organisation = Line(max_length=255, label=N_("Organisation"))
    position = Line(max_length=255, label=N_("Position"))
    mode = Choice(Mode, required=True, label=N_("Attendance"))
    site = Line(max_length=255, label=N_("Bridge point"))
    category = Line(max_length=255, label=N_("Category"))


class RegistrationShape(DelegateShape):
    """The public form: a delegate, the language of the letters, and consent."""

    locale = Choice(Language, label=N_("Language of letters"))
    consent = Tick(required=True, label=N_("Consent"))
    form_key = Line(max_length=64)


class NomineeShape(DelegateShape):
    """A delegate whom a focal point nominates; the form of attendance may be left to the delegation."""

    email = WrittenEmail(required=True, label=N_("E-mail"))
    salutation = Line(max_length=40, label=N_("Salutation"))
    mode = ModeWord(label=N_("Attendance"))
    locale = Choice(Language, synonyms=LANGUAGE_WORDS, label=N_("Language of letters"))

    class Meta(Shape.Meta):
        """The organisation is the delegation's."""

        exclude = ("organisation",)


class NominatedShape(Shape):
    """What a focal point may correct of a delegate."""

    full_name = FullName(required=True, label=N_("Full name"))
    position = Line(max_length=255, load_default="", label=N_("Position"))
    email = EmailAddress(required=True, label=N_("E-mail"))
    phone = Phone(load_default="", label=N_("Telephone"))
    mode = Choice(Mode, required=True, label=N_("Attendance"))
    site = Line(max_length=255, label=N_("Bridge point"))
    locale = Choice(Language, label=N_("Language of letters"))
    category = Line(max_length=16, label=N_("Category"))


class StandInShape(Shape):
    """Who attends for a delegate, and why; the names of its fields stand beside those of the delegate on one page."""

    other_full_name = FullName(required=True, label=N_("Full name"))
    other_position = Line(max_length=255, load_default="", label=N_("Position"))
    other_email = EmailAddress(required=True, label=N_("E-mail"))
    other_phone = Phone(load_default="", label=N_("Telephone"))
    other_locale = Choice(Language, label=N_("Language of letters"))
    other_is_head = Tick(label=N_("Head of delegation"))
    reason = Line(max_length=1000, load_default="", label=N_("Reason"))


class RefusalShape(Shape):
    """Why an organisation declines the invitation."""

    reason = Line(max_length=1000, required=True, label=N_("Reason"))


class FindShape(Shape):
    """Ask for a lost link."""

    email = EmailAddress(required=True, label=N_("E-mail"))


class OfficeShape(DelegateShape):
    """A delegate whom the office enters by hand."""

    salutation = Line(max_length=40, label=N_("Salutation"))
    delegation = Line(max_length=40, label=N_("Delegation"))
    locale = Choice(Language, label=N_("Language of letters"))
    note = Line(max_length=1000, label=N_("Note"))
    over_quota = Tick(label=N_("Beyond the seats allotted"))
    form_key = Line(max_length=64)


class AmendmentShape(Shape):
    """What the office may correct."""

    full_name = FullName(required=True, label=N_("Full name"))
    email = EmailAddress(required=True, label=N_("E-mail"))
    phone = Phone(load_default="", label=N_("Telephone"))
    organisation = Line(max_length=255, load_default="", label=N_("Organisation"))
    position = Line(max_length=255, load_default="", label=N_("Position"))
    salutation = Line(max_length=40, load_default="", label=N_("Salutation"))
    locale = Choice(Language, label=N_("Language of letters"))
    note = Line(max_length=1000, load_default="", label=N_("Note"))


class CorrectionShape(AmendmentShape):
    """The same on the office's page, with what decides the place in the order of precedence."""

    category = Line(max_length=16, label=N_("Category"))
    rank = Line(max_length=16, load_default="", label=N_("Rank"))
    in_post_since = Day(label=N_("In the post since"))
    birth_year = Whole(FIRST_YEAR, LAST_YEAR, label=N_("Year of birth"))


class AddresslessShape(CorrectionShape):
    """The same of somebody whose address nobody knows, such as who walked in at the door."""

    email = EmailAddress(load_default="", label=N_("E-mail"))


class AttendanceShape(Shape):
    """How a delegate attends from now on."""

    mode = Choice(Mode, required=True, label=N_("Attendance"))
    site = Line(max_length=255, label=N_("Bridge point"))


class OfficeAttendanceShape(AttendanceShape):
    """The same by the office's hand; an organiser may go beyond the seats allotted."""

    over_quota = Tick(label=N_("Beyond the seats allotted"))


class ListShape(Shape):
    """The questions of the list of delegates, as they stand in its address."""

    q = Line(
        max_length=10_000, load_default="", label=N_("Name, e-mail, registration code, telephone")
    )  # what is longer than any name finds nobody
    mode = Choice(Mode, label=N_("Attendance"))
    status = Line(max_length=32, load_default="", label=N_("Status"))
    delegation = Line(max_length=40, load_default="", label=N_("Delegation"))
    organisation = Line(max_length=255, load_default="", label=N_("Organisation"))
    site = Line(max_length=16, load_default="", label=N_("Site"))
    category = Line(max_length=16, load_default="", label=N_("Category"))
    circle = Line(max_length=40, load_default="")
    lacking = Tick()
    sort = Line(max_length=32, load_default="")  # each list has its own usual order
    page = Whole(1, load_default=1)
    per_page = Whole(1, load_default=50)


class WaitingShape(Shape):
    """The questions of a waiting list, as they stand in its address."""

    q = Line(max_length=10_000, load_default="")
    mode = Choice(Mode)
    page = Whole(1, load_default=1)
    per_page = Whole(1, load_default=50)


class ApprovalsShape(Shape):
    """The questions of the list of those who await approval, as they stand in its address."""

    q = Line(max_length=200, load_default="")
    mode = Choice(Mode)
    status = Choice(Kind)
    delegation = Line(max_length=40, load_default="")
    category = Line(max_length=16, load_default="")
    sort = Line(max_length=32, load_default="registered")
    page = Whole(1, load_default=1)
    per_page = Whole(1, load_default=50)


class ApprovalShape(Shape):
    """Who needs approval: in which modes, and when else."""

    hall = Tick(label=N_("In person"))
    bridge = Tick(label=N_("Bridge point"))
    online = Tick(label=N_("Online"))
    changes_ask_again = Tick(label=N_("Changes after approval ask again"))
    office_needs_approval = Tick(label=N_("Approval of whom the office enters"))


class ReturnShape(Shape):
    """What the delegate is asked to complete."""

    note = Line(max_length=1000, required=True, label=N_("Note"))


class RejectionShape(Shape):
    """Why a registration is rejected."""

    reason = Line(max_length=1000, required=True, label=N_("Reason"))


class ActShape(Shape):
    """One decision on several, and what they are to read."""

    decision = Choice(Decision, required=True)
    note = Line(max_length=1000, load_default="", label=N_("Note"))
    into = Line(max_length=16, load_default="", label=N_("Where they attend from now on"))
    over_quota = Tick(label=N_("Beyond the seats allotted"))
    shown = Line(max_length=30, load_default="")  # for which of these the preview was shown


class PersonErasureShape(Shape):
    """Why a person is erased, and that it may be."""

    reason = Line(max_length=1000, required=True, label=N_("Reason"))
    leaves_programme = Tick(label=N_("Off the programme"))


class DetailsShape(Shape):
    """What delegates correct of themselves."""

    full_name = FullName(required=True, label=N_("Full name"))
    salutation = Line(max_length=40, load_default="", label=N_("Salutation"))
    phone = Phone(load_default="", label=N_("Telephone"))
    organisation = Line(max_length=255, load_default="", label=N_("Organisation"))
    position = Line(max_length=255, load_default="", label=N_("Position"))
    locale = Choice(Language, label=N_("Language of letters"))


class CompletionShape(Shape):
    """What a delegate corrects of a registration that was returned."""

    full_name = FullName(required=True, label=N_("Full name"))
    phone = Phone(load_default="", label=N_("Telephone"))
    organisation = Line(max_length=255, load_default="", label=N_("Organisation"))
    position = Line(max_length=255, load_default="", label=N_("Position"))
