"""What the letter with a certificate is called."""

from eventapp.errors import N_

LETTER_WORDS = {"certificates/given": N_("Certificate of attendance")}
