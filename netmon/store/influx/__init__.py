"""InfluxDB beside the sample log: a copy that is fed from it, and read like it."""
