"""Personal data at rest: sealed texts, blind indexes to find them by, masks to show them by, and erasing a person."""
