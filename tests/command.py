"""The command line, run within the process of the tests."""

from collections.abc import Mapping

from click.testing import CliRunner, Result

from flashgen.cli import main


def run(
    *arguments: object, status: int | None = None, env: Mapping[str, str | None] | None = None
) -> Result:
    """Run a command, which has to end with the `status` if one is given."""
    words = [str(argument) for argument in arguments]
    result = CliRunner().invoke(main, words, env=env, catch_exceptions=False)
    assert status in (None, result.exit_code), (result.exit_code, result.output)
    return result


def printed(*arguments: object) -> str:
    """Return what a command that succeeds writes to standard output."""
    return run(*arguments, status=0).stdout_bytes.decode()
