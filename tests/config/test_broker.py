"""The embedded broker: whatever a worker finds is whole, and is taken once."""

import subprocess
import sys
import time
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

from config.worker import broker

ROOT = Path(__file__).resolve().parents[2]
PUBLISHER = """
import sys
from kombu import Connection
from config.worker import broker
broker.install()
folder, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
options = {"data_folder_in": folder, "data_folder_out": folder, "control_folder": folder + "/control"}
with Connection("filesystem://localhost//", transport_options=options) as connection:
    queue = connection.SimpleQueue("work")
    for number in range(count):
        queue.put({"from": name, "number": number, "padding": "x" * 50_000})
"""


def connect(folder):
    broker.install()
    options = {
        "data_folder_in": str(folder),
        "data_folder_out": str(folder),
        "control_folder": str(folder / "control"),
        "polling_interval": 0.001,
    }
    return Connection("filesystem://localhost//", transport_options=options)


@pytest.fixture
def connection(tmp_path):
    with connect(tmp_path) as made:
        yield made


def take(queue):
    message = queue.get(timeout=5)
    message.ack()
    return message.payload


def test_messages_arrive_in_order_and_once(connection, tmp_path):
    queue = connection.SimpleQueue("work")
    for number in range(3):
        queue.put({"number": number})
    assert [take(queue)["number"] for _ in range(3)] == [0, 1, 2]
    with pytest.raises(Empty):
        queue.get(block=False)
    assert list(tmp_path.glob("*.msg*")) == []


def test_queues_do_not_mix(connection):
    faces, other = connection.SimpleQueue("faces"), connection.SimpleQueue("other")
    faces.put({"for": "faces"})
    with pytest.raises(Empty):
        other.get(block=False)
    assert take(faces) == {"for": "faces"}


def test_a_second_folder_in_the_same_process_loses_nothing(connection, tmp_path):
    connection.SimpleQueue("faces").put({"in": "the first"})
    (tmp_path / "second").mkdir()
    with connect(tmp_path / "second") as second:
        queue = second.SimpleQueue("faces")
        queue.put({"in": "the second"})
        assert take(queue) == {"in": "the second"}


def test_binding_twice_keeps_one_entry(connection):
    channel = connection.default_channel
    for _ in range(2):
        channel._queue_bind("exchange", "key", None, "queue")
    assert len(channel.get_table("exchange")) == 1


@pytest.mark.heavy
def test_several_processes_write_while_one_reads(connection, tmp_path):
    count, names = 150, ["a", "b", "c"]
    publishers = [
        subprocess.Popen(
            [sys.executable, "-c", PUBLISHER, str(tmp_path), name, str(count)], cwd=ROOT
        )
        for name in names
    ]
    queue = connection.SimpleQueue("work")
    received = []
    deadline = time.monotonic() + 60
    while len(received) < count * len(names) and time.monotonic() < deadline:
        payload = take(queue)
        assert len(payload["padding"]) == 50_000
        received.append((payload["from"], payload["number"]))
    assert [publisher.wait() for publisher in publishers] == [0, 0, 0]
    assert sorted(received) == [(name, number) for name in names for number in range(count)]
    for name in names:
        numbers = [number for sender, number in received if sender == name]
        assert numbers == sorted(numbers)
