"""Reading the environment: what is missing or malformed refuses, and says what to do."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env


def test_a_secret_comes_from_the_variable(monkeypatch):
    monkeypatch.setenv("SOME_KEY", "from the variable")
    assert env.secret("SOME_KEY") == "from the variable"


def test_a_secret_comes_from_the_file_without_its_last_line_break(monkeypatch, tmp_path):
    file = tmp_path / "key"
    file.write_text("from the file\n")
    monkeypatch.setenv("SOME_KEY_FILE", str(file))
    assert env.secret("SOME_KEY") == "from the file"


def test_a_secret_given_twice_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("SOME_KEY", "a")
    monkeypatch.setenv("SOME_KEY_FILE", str(tmp_path / "key"))
    with pytest.raises(ImproperlyConfigured, match="Keep one of them"):
        env.secret("SOME_KEY")


def test_a_missing_secret_says_both_ways_to_give_it():
    with pytest.raises(ImproperlyConfigured, match="SOME_KEY_FILE to its path, or set SOME_KEY"):
        env.secret("SOME_KEY")


@pytest.mark.parametrize("content", [None, "", "\n"])
def test_a_secret_file_that_is_absent_or_empty_is_refused(monkeypatch, tmp_path, content):
    file = tmp_path / "key"
    if content is not None:
        file.write_text(content)
    monkeypatch.setenv("SOME_KEY_FILE", str(file))
    with pytest.raises(ImproperlyConfigured, match="SOME_KEY_FILE names"):
        env.secret("SOME_KEY", default="never used instead")


def test_an_empty_variable_is_a_missing_one(monkeypatch):
    monkeypatch.setenv("SOME_NAME", "")
    with pytest.raises(ImproperlyConfigured, match="SOME_NAME is not set"):
        env.text("SOME_NAME")


@pytest.mark.parametrize(("value", "expected"), [("1", True), ("Yes", True), ("off", False)])
def test_a_flag(monkeypatch, value, expected):
    monkeypatch.setenv("SOME_FLAG", value)
    assert env.flag("SOME_FLAG", default=not expected) is expected


def test_a_flag_that_is_neither_is_refused(monkeypatch):
    monkeypatch.setenv("SOME_FLAG", "perhaps")
    with pytest.raises(ImproperlyConfigured, match="true or false"):
        env.flag("SOME_FLAG", default=False)


@pytest.mark.parametrize("value", ["-1", "1.5", "many", "", "²"])
def test_a_number_that_is_none_is_refused(monkeypatch, value):
    monkeypatch.setenv("SOME_NUMBER", value)
    with pytest.raises(ImproperlyConfigured, match="whole number"):
        env.number("SOME_NUMBER", 3)


def test_a_list_is_split_and_trimmed(monkeypatch):
    monkeypatch.setenv("SOME_NAMES", "a.example, b.example,")
    assert env.names("SOME_NAMES") == ["a.example", "b.example"]


def test_an_unknown_profile_is_refused(monkeypatch):
    monkeypatch.setenv("SAVEFACE_PROFILE", "staging")
    with pytest.raises(ImproperlyConfigured, match="demo, test, production"):
        env.profile()
