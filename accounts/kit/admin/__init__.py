"""What every page of the desk shares."""
