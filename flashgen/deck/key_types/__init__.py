"""The types of the keys of a deck file.

Each is declared once, as an annotation with what reads it from a node of the file and with its part
of the JSON Schema. What reads it raises an error, at the node's place, for what it does not take.
"""
