"""The words offices write for a bridge point: "An Giang" is "Điểm cầu tỉnh An Giang" where only one is called so."""

import re
from collections import defaultdict
from collections.abc import Sequence

from eventapp.events.models import Site
from eventapp.names import fold, search_key

_BEFORE = re.compile(r"(?:tai |at )?(?:diem cau |bridge point |bridge )?(?:of |in |at )?(?:tinh |thanh pho |tp )?")
_AFTER = re.compile(r"(?: province| city)?(?: bridge point| bridge| site)?$")


class SiteWords:
    """The sites by what they go by: reference, both names, and what is left of these without "Điểm cầu" and "tỉnh"."""

    def __init__(self, sites: Sequence[Site]) -> None:
        self._whole: dict[str, Site] = {}
        short: dict[str, set[Site]] = defaultdict(set)
        for site in reversed(sites):
            for name in (site.ref, site.name_en, site.name):
                if key := search_key(name):
                    self._whole[key] = site
            for name in filter(None, (site.name_en, site.name)):
                short[_short(name)].add(site)
        self._short = {key: next(iter(found)) for key, found in short.items() if len(found) == 1}

    def find(self, text: str) -> Site | None:
        """Return the site of that name or, where exactly one is called so in short, that one."""
        return self._whole.get(search_key(text)) or self._short.get(_short(text))


def _short(name: str) -> str:
    key = fold(name)
    rest = _AFTER.sub("", key[_begin(key) :])
    return key if rest.replace(" ", "").isdigit() or not rest else rest  # "Điểm cầu 3" is not "3"


def _begin(key: str) -> int:
    found = _BEFORE.match(key)
    return found.end() if found else 0
