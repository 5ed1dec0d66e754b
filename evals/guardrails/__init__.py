"""What the guardrails are worth: by rule and mechanism, beside word lists, and under attack."""
