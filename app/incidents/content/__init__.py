"""What the sealed entries of an incident and of a draft hold, and the pure fold from entries to state."""
