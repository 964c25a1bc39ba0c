"""Who did what, when, in words; kept whatever happens to those it speaks of."""
