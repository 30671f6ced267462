"""The simulated nation: real packets from a child process, inside one machine."""
