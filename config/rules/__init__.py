"""Settings that contradict each other, or the purpose of the installation. Pure functions over values.

`find` takes anything that has the settings as attributes: the modules while they are read, or Django's own
object afterwards. What of a rule's subject is missing or malformed was told already, and is not told twice.
"""

from collections.abc import Callable, Iterator, Mapping
from types import SimpleNamespace
from typing import Any

from config import env
from config.env import Wrong
from config.rules import address, keys, limits, mail, stores

Rule = Callable[[Any], Iterator[Wrong]]
RULES: tuple[Rule, ...] = (*address.RULES, *mail.RULES, *stores.RULES, *keys.RULES, *limits.RULES)


def find(settings: Any) -> list[Wrong]:
    """Everything that contradicts something."""
    return [wrong for rule in RULES for wrong in rule(settings) if not env.is_wrong(wrong.name)]


def judge(namespace: Mapping[str, Any]) -> None:
    """Refuse to start when anything is wrong, and name all of it.

    Raises:
        ImproperlyConfigured: a line for each.
    """
    values = {name: value for name, value in namespace.items() if name.isupper()}
    for wrong in find(SimpleNamespace(**values)):
        env.wrong(wrong.name, wrong.sentence)
    env.refuse()
