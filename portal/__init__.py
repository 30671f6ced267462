"""Who is online: gateways, sessions, counting. Empty so far; its arrows are fixed."""
