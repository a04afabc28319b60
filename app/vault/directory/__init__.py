"""The signed directory: numbered, hash-chained, of every public key, role, desk and epoch."""
