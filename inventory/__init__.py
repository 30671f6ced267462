"""What exists: the register of sites, devices, topology and contracts."""
