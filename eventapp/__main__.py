"""`python -m eventapp`: the same command as `eventapp`."""

from eventapp.cli import main

main(prog_name="eventapp")
