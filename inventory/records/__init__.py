"""Records of the programme: centres, training, commerce, community, volunteers."""
