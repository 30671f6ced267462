"""What connectivity means to centres, training and trade: journals beside records."""
