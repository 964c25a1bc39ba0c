"""Write a list of delegates of any length, for measuring: `python tools/big_list.py FILE.xlsx [ROWS]`."""

import sys
from collections.abc import Iterator

from eventapp.spreadsheets import write_csv, write_xlsx

FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "H'Hen")
GIVENS = ("Anh", "Bình", "Châu", "Dũng", "Giang", "Hà", "Khánh", "Lan", "Minh", "Niê")
HEADING = ["STT", "Họ và tên", "Chức vụ", "Đơn vị", "Hình thức tham dự", "Email", "Điện thoại"]


def rows(number: int) -> Iterator[list[str | int]]:
    """Yield so many different people."""
    for each in range(number):
        name = f"{FAMILIES[each % 10]} Văn {GIVENS[each // 10 % 10]} {GIVENS[each // 100 % 10]}"
        mode = ("Trực tiếp", "Trực tuyến")[each % 2]
        phone = f"09{each + 10_000_000:08d}"
        yield [each + 1, name, "Chuyên viên", f"Sở {each % 400}", mode, f"d{each}@x.example", phone]


if __name__ == "__main__":
    write = write_csv if sys.argv[1].endswith(".csv") else write_xlsx
    write(sys.argv[1], HEADING, rows(int(sys.argv[2]) if len(sys.argv) > 2 else 10_000))
