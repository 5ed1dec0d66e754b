"""The forecasts of amounts that the house knows how to make: one YAML file each, beside this."""
