"""The web process: addresses, middleware, headers, uploads, health."""
