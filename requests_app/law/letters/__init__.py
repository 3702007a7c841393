"""Letters to a venue and to an authority: pure templates over the rule packs.

Nothing here knows the database or HTTP.
"""
