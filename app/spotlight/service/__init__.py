"""What editors, protection officers, approvers and the public do with stories."""
