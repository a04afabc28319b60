"""What desk people do with reports: answer, assess, verify, move, decide."""
