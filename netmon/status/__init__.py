"""What is up, what is down, since when: pure judgement, and journals in SQL."""
