"""What must never be lost: the audit chain, texts, reviews, the outbox, feedback, consents."""

from tools.ledger.chain import AuditRecord, Break, Head, VerifyReport
from tools.ledger.ledger import ConsentChange, Feedback, Ledger

__all__ = [
    "AuditRecord",
    "Break",
    "ConsentChange",
    "Feedback",
    "Head",
    "Ledger",
    "VerifyReport",
]
