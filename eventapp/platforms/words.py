"""What people call reports, platforms and how someone in them stands; the edge translates them."""

from eventapp.errors import N_
from eventapp.platforms.models import Platform, Standing, Way

PLATFORM_WORDS = {
    Platform.ZOOM: "Zoom",
    Platform.TEAMS: "Microsoft Teams",
    Platform.MEET: "Google Meet",
    Platform.WEBEX: "Webex",
    Platform.OTHER: N_("Another platform"),
}
STANDING_WORDS = {
    Standing.OPEN: N_("To be found"),
    Standing.PROPOSED: N_("To be confirmed"),
    Standing.MATCHED: N_("Recognised"),
    Standing.CONFIRMED: N_("Confirmed"),
    Standing.PASSED: N_("Nobody of ours"),
    Standing.WAITING: N_("Waiting room only"),
}
STANDING_TONES = {
    Standing.OPEN: "bad",
    Standing.PROPOSED: "warn",
    Standing.MATCHED: "ok",
    Standing.CONFIRMED: "ok",
    Standing.PASSED: "mute",
    Standing.WAITING: "mute",
}
WAY_WORDS = {
    Way.IDENTIFIER: N_("by the registration code"),
    Way.EMAIL: N_("by the e-mail"),
    Way.NAME_AND_ORGANISATION: N_("by the name and the organisation"),
    Way.NAME: N_("by the name"),
}
