"""What the web server loads: the application, in a process that ends with its parent."""

import gc
import signal

# granian forks its workers, and until they serve they have its handler, which only sets a flag of the parent's: a
# stop that came while the application loads would be lost.
signal.signal(signal.SIGTERM, signal.SIG_DFL)

gc.disable()  # nothing that is loaded now is ever given back: looking for it takes a fifth of the start
from eventapp import create_app  # noqa: E402
from eventapp.supervision import end_with_parent  # noqa: E402

end_with_parent()
app = create_app()
gc.freeze()  # nor is it looked at again while requests are answered
gc.enable()
