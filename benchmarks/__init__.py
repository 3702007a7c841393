"""What the product promises about speed, measured as ratios within one run.

``python -m benchmarks`` (or ``make bench``) runs every file of this package that has a
``measure()`` and writes ``benchmarks/results/latest.json``.
"""
