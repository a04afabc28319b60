"""The shape of what desk people send."""
