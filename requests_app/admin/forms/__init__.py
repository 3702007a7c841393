"""Forms of the desk. They check shapes; what is allowed the services know."""
