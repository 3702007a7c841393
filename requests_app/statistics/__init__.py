"""Public figures, k-anonymous, and how long venues take."""
