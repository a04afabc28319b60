"""The rules of an incident: states, moves, guards, verification, erasing and what filing requires."""
