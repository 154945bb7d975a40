"""The public portal: what residents and firms see without signing in. It owns no facts."""
