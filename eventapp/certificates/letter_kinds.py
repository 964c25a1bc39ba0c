"""What the letter with a certificate says by itself, and which placeholders an organiser's own words may have."""

from eventapp.certificates.words import LETTER_WORDS
from eventapp.errors import N_
from eventapp.registration.letter_kinds import DEAR, PLACEHOLDERS
from eventapp.wordings.kinds import Kind, offer

NUMBER = {"number": N_("Number of the certificate")}
_CODE = "certificates/given"

offer(
    Kind(
        _CODE,
        LETTER_WORDS[_CODE],
        N_("Your certificate of attendance: %(event)s"),
        (
            DEAR,
            N_(
                "Thank you for attending. Your certificate of attendance no. %(number)s comes with this letter. Whoever"
                " reads the QR code on it can verify the number and the name."
            ),
        ),
        PLACEHOLDERS | NUMBER,
    )
)
