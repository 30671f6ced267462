"""How we look: ICMP, SNMP and TCP collectors, and the scheduler that paces them."""
