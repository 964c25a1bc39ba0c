"""What a row of the office's list of delegates may say, and under which headings."""

from collections.abc import Mapping, Sequence

from eventapp.errors import N_
from eventapp.events.words import ModeWord
from eventapp.registration.shapes import FIRST_YEAR, LANGUAGE_WORDS, LAST_YEAR, DelegateShape, Language
from eventapp.shapes import Choice, Day, Line, Whole, WrittenEmail

HEADINGS: Mapping[str, Sequence[str]] = {
    "full_name": [
        "Họ và tên", "Họ tên", "Họ, tên", "Tên", "Tên đại biểu", "Họ và tên đại biểu", "Họ tên đại biểu", "Đại biểu",
        "Đại biểu tham dự", "Người tham dự", "Họ và tên người tham dự", "Họ và tên người dự", "Họ và tên cán bộ",
        "Quý danh", "Full name", "Name", "Delegate", "Delegate name", "Name of delegate", "Participant",
        "Participant name", "Attendee", "Attendee name",
    ],
    "salutation": ["Ông/Bà", "Xưng hô", "Danh xưng", "Ông, Bà", "Salutation", "Form of address", "Mr/Ms", "Prefix"],
    "position": [
        "Chức vụ", "Chức danh", "Chức vụ, chức danh", "Chức danh, chức vụ", "Chức vụ công tác", "Chức vụ hiện nay",
        "Chức vụ hiện tại", "Vị trí", "Vị trí công tác", "Vị trí việc làm", "Position", "Job title", "Post",
        "Designation", "Function",
    ],
    "delegation": [
        "Mã đơn vị", "Mã đoàn", "Mã cơ quan", "Mã đoàn đại biểu", "Mã số đơn vị", "Delegation code", "Delegation",
        "Code",
    ],
    "organisation": [
        "Đơn vị", "Cơ quan, đơn vị", "Cơ quan", "Tên đơn vị", "Tên cơ quan", "Tên cơ quan, đơn vị", "Đơn vị công tác",
        "Nơi công tác", "Nơi làm việc", "Cơ quan công tác", "Cơ quan, đơn vị công tác", "Cơ quan, tổ chức", "Tổ chức",
        "Đơn vị, tổ chức", "Bộ, ngành", "Bộ, ngành, địa phương", "Địa phương", "Đơn vị cử", "Đơn vị cử đại biểu",
        "Organisation", "Organization", "Institution", "Affiliation", "Company", "Agency", "Employer",
    ],
    "mode": [
        "Hình thức tham dự", "Hình thức", "Hình thức dự", "Hình thức dự họp", "Hình thức tham gia", "Hình thức họp",
        "Phương thức tham dự", "Cách thức tham dự", "Trực tiếp/Trực tuyến", "Attendance", "Form of attendance", "Mode",
        "Attendance mode", "How attending",
    ],
    "category": [
        "Loại đại biểu", "Diện", "Diện đại biểu", "Đối tượng", "Thành phần", "Nhóm đại biểu", "Tư cách tham dự",
        "Phân loại đại biểu", "Category", "Delegate category", "Delegate type", "Type of delegate",
    ],
    "rank": ["Cấp bậc", "Cấp", "Ngạch", "Hàm", "Rank"],
    "in_post_since": [
        "Giữ chức vụ từ", "Giữ chức từ", "Giữ chức từ ngày", "Giữ chức vụ từ ngày", "Ngày bổ nhiệm", "Bổ nhiệm ngày",
        "Ngày giữ chức vụ", "Ngày giữ chức", "Thời điểm giữ chức vụ", "Thời điểm bổ nhiệm", "In the post since",
        "In post since", "Appointed on", "Date of appointment",
    ],
    "birth_year": ["Năm sinh", "Sinh năm", "Year of birth", "Birth year"],
    "site": [
        "Điểm cầu", "Điểm họp", "Tên điểm cầu", "Điểm cầu tham dự", "Nơi dự", "Nơi tham dự", "Nơi dự họp",
        "Địa điểm dự", "Địa điểm tham dự", "Dự tại", "Bridge point", "Site", "Attends at",
    ],
    "email": [
        "Email", "E-mail", "Thư điện tử", "Địa chỉ email", "Địa chỉ thư điện tử", "Hộp thư", "Hòm thư",
        "Hộp thư điện tử", "Hòm thư điện tử", "Email liên hệ", "Email công vụ", "Thư điện tử công vụ", "Thư công vụ",
        "Hộp thư công vụ", "Địa chỉ mail", "Email cá nhân", "E-mail address", "Email address", "Mail",
    ],
    "phone": [
        "Điện thoại", "Số điện thoại", "SĐT", "Số ĐT", "ĐT", "ĐTDĐ", "Số ĐTDĐ", "Điện thoại DĐ", "Di động",
        "Điện thoại di động", "Số điện thoại di động", "Số di động", "SĐT liên hệ", "Số máy", "Điện thoại liên hệ",
        "Số điện thoại liên hệ", "Telephone", "Telephone number", "Phone", "Phone number", "Mobile", "Mobile phone",
        "Mobile number", "Cell phone", "Contact number", "Tel",
    ],
    "locale": ["Ngôn ngữ", "Ngôn ngữ của thư", "Ngôn ngữ nhận thư", "Language", "Language of letters"],
    "note": [
        "Ghi chú", "Lưu ý", "Yêu cầu khác", "Đề nghị khác", "Note", "Notes", "Remark", "Remarks", "Comment", "Comments",
    ],
}  # fmt: skip


class DelegateRowShape(DelegateShape):
    """A delegate as a row of a sheet gives one; the form of attendance may be left to the delegation."""

    email = WrittenEmail(required=True, label=N_("E-mail"))
    mode = ModeWord(label=N_("Attendance"))
    delegation = Line(max_length=40, label=N_("Delegation"))
    salutation = Line(max_length=40, label=N_("Salutation"))
    locale = Choice(Language, synonyms=LANGUAGE_WORDS, label=N_("Language of letters"))
    note = Line(max_length=1000, label=N_("Note"))
    rank = Line(max_length=120, label=N_("Rank"))
    in_post_since = Day(label=N_("In the post since"))
    birth_year = Whole(FIRST_YEAR, LAST_YEAR, label=N_("Year of birth"))
