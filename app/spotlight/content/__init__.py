"""What the sealed entries of a story hold, and what they add up to."""
