"""What the command line is made of beyond click: commands with suggestions, whole numbers."""

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    _IntegerType = click.ParamType[int]
    TextType = click.ParamType[str]
else:  # before click 8.3 the class takes no parameter
    _IntegerType = TextType = click.ParamType


class _Text(TextType):
    """A text in UTF-8, whatever the locale: in that of C, Python reads letters as single bytes."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the text."""
        return str(value).encode(errors="surrogateescape").decode(errors="replace")


_TEXT = _Text()


class SuggestingGroup(click.Group):
    """A group that suggests a command."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a misspelled one is a usage error with a suggestion."""
        try:
            name, command, rest = super().resolve_command(ctx, args)
            for parameter in command.params if command is not None else ():
                if parameter.type is click.STRING:
                    parameter.type = _TEXT
            return name, command, rest
        except click.NoSuchOption:
            raise
        except click.UsageError:
            from flashgen.source.diagnostics import did_you_mean

            hint = did_you_mean(args[0], self.list_commands(ctx)) or (
                f"there are {', '.join(self.list_commands(ctx))}"
            )
            raise click.UsageError(f"there is no command {args[0]!r}; {hint}", ctx) from None


class WholeNumber(_IntegerType):
    """A whole number between two bounds, both included."""

    name = "number"

    def __init__(self, low: int, high: int) -> None:
        self.low = low
        self.high = high

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Return the placeholder of the number in `--help`."""
        return "N"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number; anything else is a usage error."""
        try:
            number = int(value)
        except ValueError:
            number = None
        if number is None or not self.low <= number <= self.high:
            bounds = f"from {self.low:,} to {self.high:,}"
            self.fail(f"{value!r} is not a whole number {bounds}", param, ctx)
        return number
