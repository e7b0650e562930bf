"""Dialogues played through the live code, with the clock that they bring.

dialogue    a line of JSON to what was said, by whom, when
line        the channel they are said on: it reads turns, and keeps what the office answers
play        store, channels and clock of its own; each turn is kept, read and answered as `serve` does it
outcome     what stands at the end
"""
