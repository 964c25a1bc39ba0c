"""What people call platforms, audiences and language channels; the edge translates it."""

from collections.abc import Mapping

from eventapp.errors import N_
from eventapp.links.models import Audience, Channel, Platform

PLATFORM_WORDS: Mapping[Platform, str] = {
    Platform.ZOOM: "Zoom",
    Platform.TEAMS: "Microsoft Teams",
    Platform.MEET: "Google Meet",
    Platform.WEBEX: "Webex",
    Platform.BBB: "BigBlueButton",
    Platform.JITSI: "Jitsi",
    Platform.STREAM: N_("Stream (to look at)"),
    Platform.OTHER: N_("Another platform"),
}
AUDIENCE_WORDS: Mapping[Audience, str] = {
    Audience.BRIDGE: N_("Bridge points"),
    Audience.ONLINE: N_("Online"),
}
CHANNEL_WORDS: Mapping[Channel, str] = {
    Channel.FLOOR: N_("Original sound"),
    Channel.VI: N_("Vietnamese"),
    Channel.EN: N_("English"),
    Channel.FR: N_("French"),
    Channel.RU: N_("Russian"),
    Channel.ZH: N_("Chinese"),
    Channel.ES: N_("Spanish"),
    Channel.AR: N_("Arabic"),
    Channel.JA: N_("Japanese"),
    Channel.KO: N_("Korean"),
    Channel.LO: N_("Lao"),
    Channel.KM: N_("Khmer"),
    Channel.TH: N_("Thai"),
}
