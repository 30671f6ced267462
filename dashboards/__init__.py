"""What the NOC sees in Grafana. Empty so far; its arrows are fixed."""
