"""Whether an answer can be true beside what the case knows: rules over data, neither ORM nor HTTP.

`missing_evidence` says what an answer lacks; this package says what in it cannot be so. Desk, API and
whatever comes later ask the same functions, through the services.
"""

from .answers import contradictions
from .facts import CaseFacts, Contradiction, Decided, Disclosed

__all__ = ["CaseFacts", "Contradiction", "Decided", "Disclosed", "contradictions"]
