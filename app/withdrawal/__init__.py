"""What a withdrawn consent or report sets in motion in the rooms before this one."""
