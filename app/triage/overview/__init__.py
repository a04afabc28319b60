"""What a desk's index tells of its own work: how much there is, how late it is, and how fast it was."""
