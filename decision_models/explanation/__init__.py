"""Why a model says what it says of a customer, in sentences with the customer's own figures."""

from decision_models.explanation.reasons import Reason, explain
from decision_models.explanation.values import phrase, say

__all__ = ["Reason", "explain", "phrase", "say"]
