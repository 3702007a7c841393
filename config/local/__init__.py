"""One machine, one command: the supervisor of `make run` and the demo keys."""
