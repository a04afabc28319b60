"""What reports have in common: the same persons, the same incident, the same hand. Asked of a desk's index."""
