"""What tests share: settings, a private PostgreSQL, a browser, a running county."""
