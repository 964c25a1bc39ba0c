"""Letters: a row in the transaction of the deed that causes them; composed and delivered by the worker."""
