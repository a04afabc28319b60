"""Commands a person or a clock runs, and the server that `make run` becomes."""
