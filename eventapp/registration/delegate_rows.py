"""What a row of the office's list of delegates may say, and under which headings."""

from collections.abc import Mapping, Sequence

from eventapp.errors import N_
from eventapp.events.words import ModeWord
from eventapp.registration.shapes import FIRST_YEAR, LAST_YEAR, DelegateShape
from eventapp.shapes import Day, Line, Whole

HEADINGS: Mapping[str, Sequence[str]] = {
    "full_name": [
        "Họ và tên", "Họ tên", "Họ, tên", "Tên đại biểu", "Họ và tên đại biểu", "Họ tên đại biểu", "Đại biểu",
        "Quý danh", "Full name", "Name", "Delegate", "Delegate name", "Name of delegate", "Participant",
    ],
    "salutation": ["Ông/Bà", "Xưng hô", "Danh xưng", "Ông, Bà", "Salutation", "Form of address", "Mr/Ms", "Prefix"],
    "position": [
        "Chức vụ", "Chức danh", "Chức vụ, chức danh", "Chức vụ công tác", "Vị trí", "Vị trí công tác", "Position",
        "Job title", "Post", "Designation",
    ],
    "delegation": [
        "Mã đơn vị", "Mã đoàn", "Mã cơ quan", "Mã đoàn đại biểu", "Delegation code", "Delegation", "Code",
    ],
    "organisation": [
        "Đơn vị", "Cơ quan, đơn vị", "Cơ quan", "Tên đơn vị", "Tên cơ quan", "Đơn vị công tác", "Nơi công tác",
        "Cơ quan công tác", "Tổ chức", "Organisation", "Organization", "Institution", "Affiliation", "Company",
    ],
    "mode": [
        "Hình thức tham dự", "Hình thức", "Hình thức dự họp", "Hình thức tham gia", "Attendance",
        "Form of attendance", "Mode", "Attendance mode", "How attending",
    ],
    "category": [
        "Loại đại biểu", "Diện", "Diện đại biểu", "Đối tượng", "Thành phần", "Category", "Delegate category",
        "Delegate type", "Type of delegate",
    ],
    "rank": ["Cấp bậc", "Cấp", "Ngạch", "Rank"],
    "in_post_since": [
        "Giữ chức vụ từ", "Giữ chức từ ngày", "Ngày bổ nhiệm", "Ngày giữ chức vụ", "In the post since",
        "In post since", "Appointed on",
    ],
    "birth_year": ["Năm sinh", "Year of birth", "Birth year"],
    "site": ["Điểm cầu", "Điểm họp", "Tên điểm cầu", "Bridge point", "Site"],
    "email": [
        "Email", "E-mail", "Thư điện tử", "Địa chỉ email", "Địa chỉ thư điện tử", "Hộp thư", "Hòm thư",
        "Hộp thư điện tử", "Email liên hệ", "E-mail address", "Email address", "Mail",
    ],
    "phone": [
        "Điện thoại", "Số điện thoại", "SĐT", "Số ĐT", "ĐT", "ĐTDĐ", "Di động", "Điện thoại di động", "Số di động",
        "Điện thoại liên hệ", "Số điện thoại liên hệ", "Telephone", "Phone", "Phone number", "Mobile",
        "Mobile number", "Tel",
    ],
    "note": ["Ghi chú", "Lưu ý", "Yêu cầu khác", "Note", "Notes", "Remarks", "Comment", "Comments"],
}  # fmt: skip


class DelegateRowShape(DelegateShape):
    """A delegate as a row of a sheet gives one; the form of attendance may be left to the delegation."""

    mode = ModeWord(label=N_("Attendance"))
    delegation = Line(max_length=40, label=N_("Delegation"))
    salutation = Line(max_length=40, label=N_("Salutation"))
    note = Line(max_length=1000, label=N_("Note"))
    rank = Line(max_length=120, label=N_("Rank"))
    in_post_since = Day(label=N_("In the post since"))
    birth_year = Whole(FIRST_YEAR, LAST_YEAR, label=N_("Year of birth"))
