"""What exists in the demo profile alone: invented people and venues, ways in, everybody's mail.

Nothing here is imported outside it, except by the commands `demo`, `demo_access` and `load_demo`.
"""
