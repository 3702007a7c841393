"""The broker of the embedded default: kombu's filesystem transport, safe between processes.

kombu writes a message, and its table of queues, in place: a worker that looks at the wrong moment
reads half of it and ends with "Unrecoverable error: JSONDecodeError" (celery/kombu issue 1551); and it
takes messages by way of the system's temporary folder. Here whatever is visible is whole, because it
appears and is taken by a rename within one file system.
"""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from typing import Any
from uuid import uuid4

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.transport.virtual import BrokerState
from kombu.utils.json import dumps, loads

ALIAS = "filesystem"


def install() -> None:
    """Let `filesystem://` mean this transport."""
    TRANSPORT_ALIASES[ALIAS] = f"{__name__}:Transport"


def write_whole(path: Path, content: str) -> None:
    """Write a file that nobody ever sees unfinished."""
    draft = path.with_name(f"{path.name}.{uuid4().hex}.draft")
    draft.write_text(content, encoding="utf-8")
    draft.replace(path)


class Channel(filesystem.Channel):
    """Puts, takes and binds by renaming."""

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        # The clock in front keeps the order, across processes and restarts.
        name = f"{time.time_ns():020}_{uuid4().hex}.{queue}.msg"
        write_whole(Path(self.data_folder_out, name), dumps(payload))

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        for path in self._waiting(queue):
            taken = path.with_name(f"{path.name}.taken")
            try:
                path.rename(taken)
            except FileNotFoundError:  # another worker was faster
                continue
            payload = loads(taken.read_text(encoding="utf-8"))
            taken.unlink()
            return payload
        raise Empty

    def _waiting(self, queue: str) -> Iterator[Path]:
        return iter(sorted(Path(self.data_folder_in).glob(f"*.{queue}.msg")))

    def _queue_bind(
        self, exchange: str, routing_key: str | None, pattern: str | None, queue: str
    ) -> None:
        binding = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._one_at_a_time():
            table = self.get_table(exchange)
            if binding not in table:
                write_whole(self.control_folder / f"{exchange}.exchange", dumps([binding, *table]))

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        self.control_folder.mkdir(parents=True, exist_ok=True)
        with (self.control_folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


class Transport(filesystem.Transport):
    """kombu's filesystem transport with the channel above."""

    Channel = Channel

    def __init__(self, client: Any, **kwargs: Any) -> None:
        super().__init__(client, **kwargs)
        # kombu remembers for the whole process what was bound, whatever the folder: in a second one
        # nothing would be bound, and what is sent there would be lost.
        self.state = BrokerState()
