"""The law as data: rule packs, refusal grounds, evidence, authorities.

Nothing here knows the database or HTTP; the packs are usable on their own
(see ``docs/rule-packs.md``).
"""
