"""The settings, by subject. Each file reads its part of the environment through `config.env`."""

from config.settings.paths import *
from config.settings.base import *
from config.settings.storage import *
from config.settings.security import *
from config.settings.push import *
from config.settings.auth import *
from config.settings.api import *
from config.settings.admin import *
from config.settings.tasks import *
from config.settings.log import *
from config.rules import judge

judge(globals())
