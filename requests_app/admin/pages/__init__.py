"""What an operator does on one request: a page or a step each, in the venue's own time zone."""
