"""What is in use, what becomes of it, and what follows."""
