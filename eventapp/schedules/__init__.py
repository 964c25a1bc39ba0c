"""Schedules: programmes as other conference software writes and reads them (C3VOC/frab XML and JSON, iCalendar)."""
