"""Platforms: the reports of Zoom, Teams, Meet and Webex on who was there, matched with those who are registered."""
