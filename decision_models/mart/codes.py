"""The codes that the mart's columns are written in: levels, channels, categories, tiers."""

CUSTOMER_LEVELS = ("C1", "C2", "C3", "C4", "C5")
PRODUCT_LEVELS = ("R1", "R2", "R3", "R4", "R5")
CHANNELS = ("sms", "push", "wecom", "moments", "app_banner", "outbound_call", "email")
CATEGORIES = (
    "wealth",
    "fund",
    "insurance",
    "deposit",
    "credit_card",
    "loan",
    "gold",
    "pension",
    "forex",
    "bond",
)
BALANCE_CATEGORIES = (
    "demand",
    "deposit",
    "wealth",
    "fund",
    "insurance",
    "gold",
    "bond",
    "pension",
    "forex",
)
"""What assets are counted in: ``demand`` is money at call, the rest are product categories.
The demo bank has a row a month for the first six of every customer, and for the last three
where they are held."""

TIERS = (
    ("大众", 0.0),
    ("金卡", 50_000.0),
    ("白金", 500_000.0),
    ("钻石", 2_000_000.0),
    ("私行", 6_000_000.0),
)
"""The demo bank's tiers and the AUM in yuan from which each begins. From 6,000,000 a customer is a
private banking customer in the field's practice; the other thresholds are the bank's own."""
