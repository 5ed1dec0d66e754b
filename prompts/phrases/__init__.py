"""The phrase banks of the template writer."""
