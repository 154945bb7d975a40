"""What ./gongzhi does. `main` and all that it imports at the top need only the standard library."""
