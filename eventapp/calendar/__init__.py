"""Calendar: the programme as iCalendar feeds that stay right."""
