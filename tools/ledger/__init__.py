"""What must never be lost: the audit chain, feedback, and changes of consent."""

from tools.ledger.chain import AuditRecord, Break, VerifyReport
from tools.ledger.ledger import ConsentChange, Feedback, Ledger

__all__ = ["AuditRecord", "Break", "ConsentChange", "Feedback", "Ledger", "VerifyReport"]
