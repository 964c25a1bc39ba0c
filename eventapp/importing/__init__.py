"""Importing: what offices send as a sheet goes in row by row, and every row gets its verdict."""
