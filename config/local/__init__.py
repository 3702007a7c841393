"""One machine, one command: the supervisor of `make run`."""
