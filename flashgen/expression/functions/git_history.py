"""Commits ahead of and behind the remote branch, after a sequence of events.

One local branch with its remote-tracking branch (`main` and `origin/main`, say) and the
branch on the remote. All three are at the same commit at first. Nobody forces a push.
"""

from typing import Any

from msgspec import Struct

from flashgen.expression.functions.arguments import any_vector, texts


class _Branches(Struct):
    ahead: int = 0  # commits on the local branch that the remote-tracking branch lacks
    merges: int = 0  # how many of those are merge commits
    behind: int = 0  # commits on the remote-tracking branch that the local branch lacks
    unfetched: int = 0  # commits on the remote that the remote-tracking branch lacks
    rejected: int = 0  # pushes that the remote rejected

    def commit(self) -> None:
        self.ahead += 1

    def remote(self) -> None:
        self.unfetched += 1

    def fetch(self) -> None:
        self.behind += self.unfetched
        self.unfetched = 0

    def merge(self) -> None:
        if self.ahead and self.behind:  # else git fast-forwards, or has nothing to do
            self.ahead += 1
            self.merges += 1
        self.behind = 0

    def rebase(self) -> None:
        self.ahead -= self.merges  # rebasing makes the history linear
        self.merges = 0
        self.behind = 0

    def pull(self) -> None:
        self.fetch()
        self.merge()

    def push(self) -> None:
        if self.behind or self.unfetched:
            self.rejected += 1
        else:
            self.ahead = self.merges = 0


_EVENTS = {
    "commit": _Branches.commit,
    "remote": _Branches.remote,
    "fetch": _Branches.fetch,
    "merge": _Branches.merge,
    "rebase": _Branches.rebase,
    "pull": _Branches.pull,
    "push": _Branches.push,
}


def _after(events: Any) -> _Branches:
    branches = _Branches()
    for event in any_vector(texts(events, "events"), "events", least=0).tolist():
        if event not in _EVENTS:
            raise ValueError(f"{event!r} is no event; the events are {', '.join(_EVENTS)}")
        _EVENTS[event](branches)
    return branches


def commits_ahead(events: Any) -> int:
    """Commits by which a branch is ahead of its upstream, as `git status` says.

    Formula: the length of `git log origin/main..main`
    Shapes: events (n,), texts; the result is a scalar.
    Units: commits.
    Convention: the events are "commit" (locally), "remote" (someone else's commit reaches the
        remote branch), "fetch", "merge" (of the upstream), "rebase" (onto the upstream),
        "pull" (fetch and merge) and "push"; all branches begin at one commit; a push that the
        remote rejects changes nothing; a merge of diverged branches is a commit.
    Source: git documentation, git-status and git-push.
    Raises: ValueError for any other event.
    Example: commits_ahead(["commit", "remote", "commit", "fetch"]) = 2
    """
    return _after(events).ahead


def commits_behind(events: Any) -> int:
    """Commits by which a branch is behind its upstream, as `git status` says.

    Formula: the length of `git log main..origin/main`
    Shapes: events (n,), texts; the result is a scalar.
    Units: commits.
    Convention: the events are those of `commits_ahead`; what was not fetched does not count.
    Source: git documentation, git-status and git-fetch.
    Raises: ValueError for any other event.
    Example: commits_behind(["remote", "fetch", "remote"]) = 1
    """
    return _after(events).behind


def commits_unfetched(events: Any) -> int:
    """Commits on the remote branch that the remote-tracking branch does not know of.

    Formula: the number of commits that the next `git fetch` brings
    Shapes: events (n,), texts; the result is a scalar.
    Units: commits.
    Convention: the events are those of `commits_ahead`.
    Source: git documentation, git-fetch.
    Raises: ValueError for any other event.
    Example: commits_unfetched(["remote", "fetch", "remote"]) = 1
    """
    return _after(events).unfetched


def pushes_rejected(events: Any) -> int:
    """Number of pushes that the remote rejects, as it has commits that the branch lacks.

    Shapes: events (n,), texts; the result is a scalar.
    Units: pushes.
    Convention: the events are those of `commits_ahead`.
    Source: git documentation, git-push (note about fast-forwards).
    Raises: ValueError for any other event.
    Example: pushes_rejected(["remote", "commit", "push", "pull", "push"]) = 1
    """
    return _after(events).rejected
