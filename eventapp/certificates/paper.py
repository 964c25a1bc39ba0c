"""Certificates on paper: A4 across, in Vietnamese and English, with a QR that leads to the page that verifies them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from babel.dates import format_date

from eventapp import names
from eventapp.certificates import links
from eventapp.certificates.models import Certificate, CertificateTerms
from eventapp.errors import N_
from eventapp.events.models import Event
from eventapp.invitations.letterheads import letterhead_of
from eventapp.invitations.paper import MOTTO, STATE
from eventapp.presence.thresholds import threshold_of
from eventapp.registration.papers import DYES
from eventapp.registration.words import MODE_WORDS
from eventapp.tickets.pictures import ticket_svg
from eventapp.typeset import long_pdf, pdf

Say = Callable[..., str]
TITLE = N_("Certificate of attendance")
CERTIFIES = N_("This is to certify that")
ATTENDED = N_("has attended")
NUMBER = N_("No. %(number)s")
MEASURED = N_("%(mode)s, %(hours)s h %(minutes)s min measured")
VERIFY = N_("Verify this certificate")
LOCALES = ("vi", "en")
AT_ONCE = 20  # certificates that this process sets itself


def certificates_pdf(
    event: Event,
    certificates: Sequence[Certificate],
    terms: CertificateTerms,
    *,
    external_url: str,
    say: Mapping[str, Say],
) -> bytes:
    """Return the certificates as a PDF, a page each; `say` speaks Vietnamese and English."""
    around = {locale: _around(event, terms, locale, say[locale]) for locale in LOCALES}
    values = {
        "around": around,
        "accent": DYES.get(event.accent, event.accent),
        "pages": [_page(event, each, external_url, say) for each in certificates],
    }
    return pdf("certificate", values) if len(certificates) <= AT_ONCE else long_pdf("certificate", values)


def _around(event: Event, terms: CertificateTerms, locale: str, say: Say) -> dict[str, Any]:
    """Return what stands on all of an event's certificates, in that language."""
    head, threshold, is_english = letterhead_of(event), threshold_of(event), locale == "en"
    position = (threshold.position_en or threshold.position) if is_english else threshold.position
    theirs = (head.position_en or head.position) if is_english else head.position
    first, last = event.starts_at.astimezone(event.tz).date(), event.ends_at.astimezone(event.tz).date()
    days = [
        str(format_date(each, "d MMMM y" if is_english else "dd/MM/y", locale)) for each in dict.fromkeys((first, last))
    ]
    return {
        "superior": (head.superior_en or head.superior) if is_english else head.superior,
        "organ": event.host_in(locale),
        "motto": [say(STATE), say(MOTTO)] if head.has_motto else [],
        "title": say(TITLE),
        "certifies": say(CERTIFIES),
        "attended": say(ATTENDED),
        "event": event.title_in(locale),
        "days": " – ".join(days),
        "place": (head.place_en or head.place) if is_english else head.place,
        "position": position or theirs,
        "signer": threshold.signer or head.signer,
        "remark": (terms.remark_en or terms.remark) if is_english else terms.remark,
        "verify": say(VERIFY),
    }


def _page(event: Event, certificate: Certificate, external_url: str, say: Mapping[str, Say]) -> dict[str, Any]:
    address = links.address(external_url, certificate)
    issued = certificate.issued_at.astimezone(event.tz).date()
    hours, minutes = divmod(certificate.minutes, 60)
    spoken = {
        locale: {
            "number": say[locale](NUMBER, number=certificate.called),
            "salutation": names.salutation_in(certificate.salutation, locale),
            "organisation": certificate.organisation_en if locale == "en" else certificate.organisation,
            "measured": say[locale](
                MEASURED, mode=say[locale](MODE_WORDS[certificate.mode]), hours=hours, minutes=f"{minutes:02d}"
            ),
            "issued": str(
                format_date(issued, "d MMMM y" if locale == "en" else "'ngày' dd 'tháng' MM 'năm' y", locale)
            ),
        }
        for locale in LOCALES
    }
    return {
        "name": certificate.full_name,
        "position": certificate.position,
        "address": address,
        "qr": ticket_svg(address),
        **spoken,
    }
