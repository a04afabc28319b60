"""What people do with reports: file, follow, add to, correct, withdraw."""
