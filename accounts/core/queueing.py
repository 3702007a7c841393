"""Handing work to the workers, once what it is about has been committed."""

from __future__ import annotations

from celery import current_app
from django.db import transaction


def enqueue(task: str, *args: str) -> None:
    """Send ``task`` now, by its name: services need not import the tasks that call them."""
    current_app.tasks[task].delay(*args)


def enqueue_on_commit(task: str, *args: str) -> None:
    """Send ``task`` when the transaction has been committed.

    A broker that is down fails nobody's filing: the error is logged, the row says what is due, and
    the sweep sends it again.
    """

    def send() -> None:  # a named function: Django's log of a failure asks for its name
        enqueue(task, *args)

    transaction.on_commit(send, robust=True)
