"""Uploads: sheets that offices sent, kept row by row until somebody has taken them in or thrown them away."""
