"""Grafana dashboards as code: builders, the JSON they made, and provisioning files.

Building needs grafana-foundation-sdk (extra `dev`); what is committed under generated/
is read, checked, copied and pushed without it.
"""
