"""Web push: one encrypted message to one browser, through the push service that the browser chose.

`endpoints` says which services are spoken to, `envelope` encrypts (RFC 8291) and signs (RFC 8292),
`transport` sends. No library does it: the one for Python brings a second HTTP client and a package that
has to be built, for forty lines over the `cryptography` that is here anyway; the vectors of the RFC and
a receiver of our own hold them (tests/web/test_push.py).
"""
