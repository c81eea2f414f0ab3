"""`python -m flashgen`, where the command itself is not on the path."""

from flashgen.cli import main

main(prog_name="flashgen")
