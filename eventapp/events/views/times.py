"""Times in the forms of events: what every form knows of them."""

from eventapp.web.times import moments, wall_times, zone_names

__all__ = ["moments", "wall_times", "zone_names"]
