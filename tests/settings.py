"""The settings in the test profile: tests never touch the data of `make run`."""

import os

os.environ["SAVEFACE_PROFILE"] = "test"

from config.settings import *
