"""Messages from the county's public account: its platform posts what residents write, signed, and appeals come of it."""
