"""The changes that `make mutants` makes, and what may survive them."""

from __future__ import annotations

from pathlib import Path

from tests.mutants import __main__ as command
from tests.mutants.__main__ import EXCUSED, Run, chosen, excuses, mutants_of
from tests.mutants.changing import changes
from tests.mutants.running import Fate
from tests.mutants.targets import GROUPS, Group


def changed(source: str) -> set[str]:
    return {change.applied(source.encode()).decode() for change in changes(source.encode())}


def test_a_condition_of_a_search_is_dropped():
    made = changed("found = get_object_or_404(Attachment, pk=pk, message__request=case)\n")
    assert "found = get_object_or_404(Attachment, pk=pk)\n" in made
    assert "found = get_object_or_404(Attachment, message__request=case)\n" in made
    assert "found = rows.filter()\n" in changed("found = rows.filter(owner=me)\n")
    assert "rows = rows.all()\n" in changed("rows = rows.none()\n")


def test_a_guard_a_check_and_a_decorator_are_dropped():
    guard = "def end(a):\n    if a.owner != me:\n        raise Http404\n    check(a)\n"
    made = changed(guard)
    assert guard.replace("a.owner != me", "False") in made
    assert guard.replace("!=", "==") in made
    assert guard.replace("check(a)", "None") in made
    assert any(
        "lambda" in text for text in changed("@login_required\ndef page(request):\n    return 1\n")
    )


def test_comparisons_constants_and_their_like():
    assert "x = a <= b\n" in changed("x = a < b\n")
    assert "x = ((a) or (b))\n" in changed("x = a and b\n")
    assert "x = a\n" in changed("x = not a\n")
    assert "K = 6\n" in changed("K = 5\n")
    assert "def f():\n    return False\n" in changed("def f():\n    return True\n")
    assert "class A:\n    permission_classes = ()\n" in changed(
        "class A:\n    permission_classes = (TokenOnly,)\n"
    )


def test_lines_stay_where_they_are():
    source = "x = (\n    a\n    and b\n)\ny = 1\n"
    assert all(text.count("\n") == 5 for text in changed(source))


def test_a_seed_always_chooses_the_same():
    mutants = mutants_of(GROUPS[0])
    assert len(mutants) > 50
    assert chosen(mutants, number=10, seed=3) == chosen(mutants[::-1], number=10, seed=3)
    assert chosen(mutants, number=10, seed=3) != chosen(mutants, number=10, seed=4)


def test_a_fate_holds_while_the_test_that_it_rests_on_is_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(command, "STATE", tmp_path / "mutants.json")
    tests = [tmp_path / "test_one.py", tmp_path / "test_other.py"]
    for test in tests:
        test.write_text("as it was")
    group = Group("a group", GROUPS[0].files, tuple(map(str, tests)))
    noticed, survivor = mutants_of(group)[:2]
    Run(60).judged(group, noticed, Fate.KILLED, f"{tests[0]}::test_it")
    Run(60).judged(group, survivor, Fate.SURVIVED, "")

    def fates() -> list[str | None]:
        command.state_of.cache_clear()
        return [Run(60).fate(one, group.tests) for one in (noticed, survivor)]

    assert fates() == ["killed", "survived"]
    tests[1].write_text("is another")
    assert fates() == ["killed", None]
    tests[0].write_text("is another")
    assert fates() == [None, None]


def test_every_excuse_is_about_a_change_that_is_made():
    made = {
        (path, change.told(Path(path).read_bytes()))
        for group in GROUPS
        for path in group.files
        for change in changes(Path(path).read_bytes())
    }
    found = excuses(EXCUSED.read_text())
    assert set(found) - made == set(), "the line is gone: so is its excuse"
    assert all(found.values()), "each with its reason"


def test_every_file_and_test_that_is_named_is_there():
    named = [path for group in GROUPS for path in (*group.files, *group.tests)]
    assert [path for path in named if not Path(path).exists()] == []
