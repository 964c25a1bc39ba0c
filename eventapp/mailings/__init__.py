"""Letters to many: mailings and who gets them, who wants none, and addresses that do not work."""
