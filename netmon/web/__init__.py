"""Pages for people: server-rendered, in Thai and English, live, without a CDN."""
