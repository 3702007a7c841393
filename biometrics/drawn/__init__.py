"""Drawn people: faces and motion of nobody, for tests, the demo and the measurements."""
