"""netmon watches public-internet sites: what is up, what is down, and why."""
