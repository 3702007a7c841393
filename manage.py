#!/usr/bin/env python
"""Django's commands for Saveface."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # Small matrices go slower, not faster, when several threads fight over them.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    execute_from_command_line(sys.argv)
