"""What has seen a face ends with its task, and the kernel takes back all of its memory.

A face library, numpy and Python keep freed memory of the size of a template as it is, and nobody else
can overwrite all of it. So each face task has a process of its own. It is forked from one that never
sees a face and has the models loaded.
"""

from typing import Any

from celery import bootsteps

from config.worker.checks_first import ChecksFirst

FACE_QUEUES = frozenset({"comparisons", "faces"})
PREFORK = "celery.concurrency.prefork"


class FaceProcesses(bootsteps.Step):
    """However a worker is started: its queues decide."""

    requires = (ChecksFirst,)

    def __init__(self, worker: Any, **kwargs: Any) -> None:
        super().__init__(worker, **kwargs)
        queues = FACE_QUEUES.intersection(worker.app.amqp.queues.consume_from)
        if not queues:
            return
        if worker.pool_cls.__module__ != PREFORK:
            raise SystemExit(
                f"A worker for {' and '.join(sorted(queues))} needs processes that end with their "
                "task: start it with --pool=prefork."
            )
        worker.max_tasks_per_child = 1
        self._load_models()

    def _load_models(self) -> None:
        from biometrics.services.preload import load_models

        load_models()
