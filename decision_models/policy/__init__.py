"""What may be sold to whom and who may be contacted: pure functions of typed facts and a moment.

No text for users: each verdict names its rule and carries the figures for a sentence.
"""

from decision_models.policy.contact import DEFAULT, FORBIDDEN, may_contact
from decision_models.policy.contact_policy import ContactPolicy, contact_policy
from decision_models.policy.eligibility import eligibility
from decision_models.policy.facts import (
    ContactFacts,
    ContactVerdict,
    CustomerFacts,
    ProductFacts,
    Verdict,
)
from decision_models.policy.suitability import (
    HIGH_RISK,
    SENIOR_AGE,
    age_on,
    customer_level,
    product_level,
    stricter,
    suitability,
    suitability_findings,
    valid_until,
)

__all__ = [
    "DEFAULT",
    "FORBIDDEN",
    "HIGH_RISK",
    "SENIOR_AGE",
    "ContactFacts",
    "ContactPolicy",
    "ContactVerdict",
    "CustomerFacts",
    "ProductFacts",
    "Verdict",
    "age_on",
    "contact_policy",
    "customer_level",
    "eligibility",
    "may_contact",
    "product_level",
    "stricter",
    "suitability",
    "suitability_findings",
    "valid_until",
]
