"""One request to one endpoint: sent, waited for, parsed, traced."""
