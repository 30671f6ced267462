"""What people ask of a month: exclusions, objections, tickets, their documents."""
