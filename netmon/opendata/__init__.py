"""What anybody may have: sites and months, without devices and without people."""
