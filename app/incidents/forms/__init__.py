"""The shape of what a filer types. What is right and wrong is decided by the rules; forms only carry it."""
