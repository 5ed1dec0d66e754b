"""From a file to typed columns: reading, numbers, dates, kinds of column, the target."""
