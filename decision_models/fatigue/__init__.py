"""How likely a customer is to refuse the next contact: learned from how contacts have ended."""
