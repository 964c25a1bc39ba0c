"""What the web server loads: the application, in a process that ends with its parent."""

import signal

# granian forks its workers, and until they serve they have its handler, which only sets a flag of the parent's: a
# stop that came while the application loads would be lost.
signal.signal(signal.SIGTERM, signal.SIG_DFL)

from eventapp import create_app  # noqa: E402
from eventapp.supervision import end_with_parent  # noqa: E402

end_with_parent()
app = create_app()
