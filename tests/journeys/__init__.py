"""Whole stories in a real browser, before the real server: web and worker as processes of their own."""
