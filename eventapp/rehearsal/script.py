"""The script of a day as it is written: for each person a story that is decided, and the acts that make it known."""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from eventapp.events.models import Mode
from eventapp.presence.models import Judgement
from eventapp.rehearsal.acts import Act, Declare, Replace, Report, Row, Rule, stand_in
from eventapp.rehearsal.cast import Cast, Delegate
from eventapp.rehearsal.ledger import Fate, Ledger, Stay

Time = str | datetime
Story = Callable[["Script", Delegate], None]
_SURNAMES = ("Âu", "Cù", "Đàm", "Giáp", "Khuất", "Lưu", "Mạc", "Nghiêm", "Ông", "Phí", "Quách", "Tống", "Viên")
_GIVEN = ("An Khê", "Bảo Khuê", "Diên Vĩ", "Hạ Uyên", "Kiều Trinh", "Minh Triết", "Nhật Lệ", "Thanh Trà", "Vĩnh Phúc")


class Script:
    """Collects acts and fates. Chance is drawn from a seed and the order of delegates, so each playing is the same."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.chance = cast, random.Random(f"{cast.slug}/{seed}")  # noqa: S311 - a play, no secret
        self.acts: list[Act] = []
        self.fates = {each.ref: Fate(each, is_stand_in=each.is_stand_in) for each in cast.delegates}
        self.headcounts: dict[str, int] = {}
        self._rows: dict[str, list[Row]] = {"1": [], "2": []}
        self._names = self._new_names()

    def moment(self, clock_time: str, later: int = 0) -> datetime:
        """Return a time of the day, so many minutes later."""
        return self.cast.moment(clock_time) + timedelta(minutes=later)

    def between(self, first: str, last: str) -> datetime:
        """Return a whole minute between both, by chance."""
        length = self.cast.moment(last) - self.cast.moment(first)
        return self.moment(first, self.chance.randint(0, int(length.total_seconds() // 60)))

    def tell(self, people: Sequence[Delegate], stories: Sequence[tuple[Story, int]], usual: Story) -> None:
        """Give so many of these people each of the stories, by chance, and the usual one to all others."""
        waiting = self.chance.sample(people, len(people))
        for story, most in stories:
            for _each in range(min(most, len(waiting))):
                story(self, waiting.pop())
        for delegate in waiting:
            usual(self, delegate)

    def stays(
        self, who: str, start: datetime, end: datetime | None, mode: Mode, level: str, *, site: str = "",
        session: str = "", until: datetime | None = None,
    ) -> None:  # fmt: skip
        """Decide that somebody is there; without an end nobody sees him leave, and he counts `until` it is over."""
        over = until or self.cast.ends_at
        is_seen_off = end is not None
        self.fates[who].stays.append(Stay(start, end or over, mode, level, site, session, is_seen_off))

    def replaced(self, delegate: Delegate, *, at: datetime | None = None) -> str:
        """Decide that somebody attends in his stead; with a time it is said then. Return how that one is called."""
        self.fates[stand_in(delegate.ref)] = Fate(delegate, is_stand_in=True)
        del self.fates[delegate.ref]
        if at is not None:
            email = f"du-thay-{len(self.fates)}-{len(self.acts)}@rehearsal.example"
            self.acts.append(Replace(at=at, who=delegate.ref, name=self.new_name(), email=email))
        return stand_in(delegate.ref)

    def new_name(self) -> str:
        """Return the name of somebody nobody has heard of yet."""
        return next(self._names)

    def row(self, who: str, named: str, start: Time, end: Time, *, is_waiting: bool = False) -> None:
        """Let somebody stand in the platform's report of the half of the day in which he came."""
        starts_at, ends_at = (self.moment(each) if isinstance(each, str) else each for each in (start, end))
        half = "1" if starts_at < self.moment("12:00") else "2"
        self._rows[half].append(Row(who=who, named=named, starts_at=starts_at, ends_at=ends_at, is_waiting=is_waiting))

    def rule(self, who: str, judgement: Judgement, reason: str, *, at: str) -> None:
        """Let an organiser decide about somebody."""
        fate = self.fates[who]
        fate.is_excused = judgement is Judgement.EXCUSED
        if not fate.is_excused:
            fate.ruled = judgement.value
            fate.ruled_as = fate.delegate.mode if judgement is Judgement.PRESENT else None
        self.acts.append(Rule(at=self.moment(at), who=who, judgement=judgement, reason=reason))

    def declare(self, who: str, reason: str) -> None:
        """Let an organisation say afterwards that somebody was there."""
        each = self.fates[who].delegate
        self.stays(who, self.cast.starts_at, self.cast.ends_at, each.mode, "F", site=each.site)
        self.acts.append(Declare(at=self.moment("17:07"), who=who, reason=reason))

    def finished(self) -> tuple[Sequence[Act], Ledger]:
        """Return the acts in the order in which the server hears of them, and the ledger."""
        for half, at in (("1", "11:45"), ("2", "17:05")):
            rows = self._rows[half]
            self.chance.shuffle(rows)
            self.acts.append(Report(at=self.moment(at), name=f"zoom-{half}.csv", rows=tuple(rows)))
        self.acts.sort(key=lambda act: act.at)
        return self.acts, Ledger(self.cast, self.fates, self.headcounts)

    def _new_names(self) -> Iterator[str]:
        known = {each.name for each in self.cast.delegates}
        made = [f"{surname} {given}" for surname in _SURNAMES for given in _GIVEN]
        yield from (name for name in self.chance.sample(made, len(made)) if name not in known)
