"""Deadline arithmetic over the rules of :mod:`requests_app.law`; pure."""
