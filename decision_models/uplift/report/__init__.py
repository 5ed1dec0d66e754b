"""What a fitted model is worth: Qini, heterogeneity, the card."""
