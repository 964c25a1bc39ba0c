"""Countries and territories by their code (ISO 3166-1 alpha-2), named in both languages by the CLDR."""

from functools import cache

from babel import Locale

from eventapp.names import fold

_NO_COUNTRIES = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}  # unions and what the CLDR keeps for itself


@cache
def countries(locale: str) -> dict[str, str]:
    """Return the names by code, in the order of a list of that language."""
    territories = Locale.parse(locale).territories
    found = {code: str(name) for code, name in territories.items() if len(code) == 2 and code not in _NO_COUNTRIES}
    return dict(sorted(found.items(), key=lambda item: fold(item[1])))


@cache
def codes() -> dict[str, str]:
    """Return the codes by folded name in either language, and by the code itself."""
    named = {fold(name): code for locale in ("vi", "en") for code, name in countries(locale).items()}
    return named | {code.casefold(): code for code in countries("en")}
