"""What a month comes to: availability, repair, penalties, and the statement of them."""
