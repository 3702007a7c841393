"""One budget for everything that is parsed and comes from outside (docs/adr/0010-fail-closed.md).

``budget.BUDGETS[Source.…]``: how much of each measure one kind of input may cost.
``budget.Meter``: counts while something is read, and stops it at the limit.
``json_text.load``: JSON of a stranger; ``tokens.check_token``: a signed text before a library opens it.
"""
