"""Celery: safe against a killed worker; the schedule is what the apps declare."""

from config.celery import app, collect_schedule
from config.supervisor import COMMANDS


def test_a_killed_workers_task_is_not_lost_and_none_is_hoarded():
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1


def test_tasks_carry_json_and_leave_no_result():
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_ignore_result
    assert app.conf.result_backend is None


def test_each_app_brings_its_part_of_the_schedule(monkeypatch, tmp_path):
    (tmp_path / "with_schedule").mkdir()
    (tmp_path / "with_schedule" / "schedule.py").write_text(
        "SCHEDULE = {'sweep': {'task': 'with_schedule.sweep', 'schedule': 60.0}}"
    )
    (tmp_path / "without_schedule").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    entries = collect_schedule(["with_schedule", "without_schedule"])
    assert entries == {"with_schedule.sweep": {"task": "with_schedule.sweep", "schedule": 60.0}}


def test_every_scheduled_task_exists():
    app.loader.import_default_modules()
    for name, entry in app.conf.beat_schedule.items():
        assert entry["task"] in app.tasks, f"{name} names a task that no app has"


def test_faces_wait_in_queues_of_their_own_and_comparisons_for_nothing_else():
    app.loader.import_default_modules()
    route = app.amqp.router.route
    queues = {name: route({}, name)["queue"].name for name in app.tasks}
    assert {name for name, queue in queues.items() if queue == "comparisons"} == {
        "biometrics.compare_faces"
    }
    assert {name for name, queue in queues.items() if queue == "faces"} == {
        "biometrics.read_disclosure",
        "biometrics.blur_faces",
        "requests_app.prepare_attachment",
    }
    consumed = {
        command[command.index("-Q") + 1] for command in COMMANDS.values() if "-Q" in command
    }
    assert consumed == set(queues.values())
