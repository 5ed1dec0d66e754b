"""Style sheet, script and signet of the pages."""
