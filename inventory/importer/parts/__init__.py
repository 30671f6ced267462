"""The parts of the register that are handed over by themselves.

`part` says what one is, a module each knows one, `choice` finds that of a file.
"""
