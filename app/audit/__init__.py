"""What was done, for auditors alone: append-only, hash-chained, sealed to their ring."""
