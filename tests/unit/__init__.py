"""Pure code: no network, no server, no sleeping."""
