"""What this app holds about people, and what the packages that it installs hold."""
