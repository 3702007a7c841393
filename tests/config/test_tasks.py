"""Celery: safe against a killed worker; the schedule is what the apps declare."""

import ast
import inspect

from celery import Task

from config.local.supervisor import COMMANDS
from config.worker.celery import app, collect_schedule
from tests.guards.dotted import dotted, functions, imported, parsed, short, sources


def test_a_killed_workers_task_is_not_lost_and_none_is_hoarded():
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1


def test_tasks_carry_json_and_leave_no_result():
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_ignore_result
    assert app.conf.result_backend is None


def ours() -> dict[str, Task]:
    app.loader.import_default_modules()
    return {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}


def test_no_task_is_safer_than_another():
    """What the configuration says, none takes back for itself."""
    assert len(ours()) > 10
    for name, task in ours().items():
        assert task.acks_late, name
        assert task.reject_on_worker_lost in (None, True), name
        assert task.ignore_result, name
        assert not getattr(task, "autoretry_for", ()), name


def test_tasks_carry_ids_alone():
    for name, task in ours().items():
        for argument in inspect.signature(task.run).parameters.values():
            assert argument.name.endswith("_id"), f"{name} carries {argument.name}"
            assert argument.annotation in ("str", "str | None"), name


def functions_of_tasks() -> list[tuple[str, ast.AST]]:
    """Wherever a task is declared."""
    return [
        (f"{short(path)}:{name}", body)
        for path in sources()
        for name, body in functions(parsed(path))
        if any("shared_task" in ast.unparse(each) for each in getattr(body, "decorator_list", ()))
    ]


def test_no_task_swallows_an_error():
    """A service may know an error; a task that hides one hides it from the sweep and from the log."""
    assert len(functions_of_tasks()) > 10
    hiding = [
        place
        for place, body in functions_of_tasks()
        if any(isinstance(node, ast.Try | ast.With | ast.Return) for node in ast.walk(body))
    ]
    assert hiding == []


def test_nobody_hides_every_error():
    """`except Exception` is ruff's to find; this does the same and looks like nothing."""
    hiding = [
        short(path)
        for path in sources()
        if "suppress" in path.read_text("utf-8") and _hides(parsed(path))
    ]
    assert hiding == []
    assert _hides(ast.parse("import contextlib as c\nwith c.suppress(OSError, Exception): f()"))


def _hides(tree: ast.AST) -> bool:
    names = imported(tree)
    return any(
        {"Exception", "BaseException"} & {ast.unparse(each) for each in node.args}
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and dotted(node.func, names) == "contextlib.suppress"
    )


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
