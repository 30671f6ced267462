"""The words every part shares: model, ports, errors, settings. No I/O."""
