"""People: how they join, prove who they are, keep their keys and lose nothing."""
