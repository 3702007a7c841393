"""Fields and widgets that the forms of all apps share."""
