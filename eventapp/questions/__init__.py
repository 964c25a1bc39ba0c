"""The organiser's own questions on the registration form: what is asked, of whom, and what counts as an answer."""
