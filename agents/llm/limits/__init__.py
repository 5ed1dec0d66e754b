"""What protects an endpoint and whoever waits for it: breaker, places, pauses."""
