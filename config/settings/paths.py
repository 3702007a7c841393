"""Where things are, and for what this installation is."""

import tomllib
from pathlib import Path

from accounts.core.totality import chosen
from config import env

env.collect()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
# Of the program, and of the description of its API: written once, in pyproject.toml.
VERSION: str = tomllib.loads((BASE_DIR / "pyproject.toml").read_text("utf-8"))["project"]["version"]
PROFILE = env.profile()
DEMO = PROFILE is env.Profile.DEMO
PRODUCTION = PROFILE in chosen(
    env.Profile,
    {env.Profile.PRODUCTION},
    but_not={env.Profile.DEMO, env.Profile.TEST},
    name="config.settings.paths.PRODUCTION",
)

# Everything that the embedded default writes.
_VAR = Path(env.text("SAVEFACE_VAR", str(BASE_DIR / "var")))
VAR_DIR = _VAR / "test" if PROFILE is env.Profile.TEST else _VAR
