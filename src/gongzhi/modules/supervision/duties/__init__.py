"""What supervision owes by itself: lights, prompts, the ladder, the account, the circular."""
