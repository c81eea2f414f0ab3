"""Histories of commits in a clone and its remote."""

from collections.abc import Callable

from first_principles import reference


class Clone:
    """A clone and its remote: the sets of commits that each branch reaches."""

    def __init__(self) -> None:
        self.remote: set[int] = set()
        self.tracking: set[int] = set()
        self.main: set[int] = set()
        self.commits = 0
        self.rejected = 0

    def new(self) -> int:
        self.commits += 1
        return self.commits

    def commit(self) -> None:
        self.main.add(self.new())

    def colleague_pushes(self) -> None:
        self.remote.add(self.new())

    def fetch(self) -> None:
        self.tracking = set(self.remote)

    def pull(self) -> None:
        self.fetch()
        if self.main - self.tracking and self.tracking - self.main:
            self.main.add(self.new())  # the merge
        self.main |= self.tracking

    def push(self) -> None:
        if self.remote <= self.main:
            self.remote = set(self.main)
            self.tracking = set(self.main)
        else:
            self.rejected += 1

    def status(self) -> tuple[int, int]:
        return len(self.main - self.tracking), len(self.tracking - self.main)


def repeat(step: Callable[[], None], times: int) -> None:
    for _ in range(times):
        step()


@reference("git-ahead-behind-after-events")
def ahead_behind(which: list[int]) -> tuple[int, int]:
    clone = Clone()
    for event in which:
        if event <= 4:
            repeat(clone.commit, event)
        elif event <= 8:
            repeat(clone.colleague_pushes, event - 4)
        else:
            clone.fetch()
    return clone.status()


@reference("git-commits-to-fetch")
def commits_to_fetch(which: list[int]) -> int:
    clone = Clone()
    for event in which:
        if event == 0:
            clone.commit()
        elif event <= 9:
            repeat(clone.colleague_pushes, (1, 2, 6, 13, 26, 28, 36, 42, 45)[event - 1])
        else:
            clone.fetch()
    return len(clone.remote - clone.tracking)


@reference("git-rejected-pushes")
def rejected_pushes(which: list[int]) -> list[int]:
    clone = Clone()
    steps = []
    for step, event in enumerate(which, start=1):
        rejected = clone.rejected
        (clone.commit, clone.colleague_pushes, clone.pull, clone.push)[event]()
        if clone.rejected > rejected:
            steps.append(step)
    return steps


def before_second_push(p: int, a: int, b: int) -> Clone:
    clone = Clone()
    repeat(clone.commit, p)
    clone.push()
    repeat(clone.colleague_pushes, b)
    repeat(clone.commit, a)
    return clone


@reference("git-rejected-push-and-status", form=0)
def after_rejected_push(p: int, a: int, b: int) -> tuple[int, int]:
    clone = Clone()
    repeat(clone.commit, a)
    repeat(clone.colleague_pushes, p)
    clone.fetch()
    repeat(clone.colleague_pushes, b)
    clone.push()
    assert clone.rejected == 1
    return clone.status()


@reference("git-rejected-push-and-status", form=1)
def after_rejected_push_and_fetch(p: int, a: int, b: int) -> tuple[int, int]:
    clone = before_second_push(p, a, b)
    clone.push()
    clone.fetch()
    return clone.status()


@reference("git-rejected-push-and-status", form=2)
def remote_after_pull_and_push(p: int, a: int, b: int) -> int:
    clone = before_second_push(p, a, b)
    clone.pull()
    clone.push()
    return len(clone.remote)


@reference("git-diverged-pull", form=0)
def ahead_after_merge(a: int, b: int) -> int:
    clone = before_second_push(0, a, b)
    clone.pull()
    return clone.status()[0]


@reference("git-diverged-pull", form=1)
def ahead_after_rebase(a: int, b: int) -> int:
    clone = before_second_push(0, a, b)
    clone.fetch()
    mine = clone.main - clone.tracking
    clone.main = clone.tracking | {clone.new() for _ in mine}
    return clone.status()[0]


@reference("git-histories-as-letters")
def histories(c: int, a: int, b: int) -> tuple[int, int]:
    clone = Clone()
    clone.main = set(range(c + a))
    clone.tracking = set(range(c)) | set(range(c + a, c + a + b))
    return clone.status()


def apart(shared: int, mine: int, theirs: int) -> Clone:
    """Return a clone whose branches share some commits and have some each."""
    clone = Clone()
    clone.main = {clone.new() for _ in range(shared)}
    clone.remote = set(clone.main)
    clone.fetch()
    repeat(clone.commit, mine)
    repeat(clone.colleague_pushes, theirs)
    return clone


@reference("git-commits-on-the-other-side", form=0)
def other_side(n: int, a: int, b: int) -> int:
    clone = apart(n - a, a, b)
    clone.fetch()
    assert len(clone.main) == n
    return len(clone.tracking)


@reference("git-commits-on-the-other-side", form=1)
def behind_other_side(n: int, a: int, b: int) -> int:
    clone = apart(n - a, a, b)
    clone.fetch()
    return clone.status()[1]


@reference("git-colleague-behind", form=0)
def colleague_behind_merge(a: int, b: int) -> int:
    bo = before_second_push(0, b, a)
    ann = set(bo.remote)
    bo.pull()
    bo.push()
    return len(bo.remote - ann)


@reference("git-colleague-behind", form=1)
def colleague_behind_rebase(a: int, b: int) -> int:
    bo = before_second_push(0, b, a)
    ann = set(bo.remote)
    bo.fetch()
    bo.main = bo.tracking | {bo.new() for _ in bo.main - bo.tracking}
    bo.push()
    assert bo.rejected == 0
    return len(bo.remote - ann)


@reference("git-fork-two-remotes")
def fork(c: int, u: int) -> tuple[int, int]:
    fork = {("mine", k) for k in range(c)}
    project = {("theirs", k) for k in range(u)}
    main = fork | project | {("merge", 0)}
    return len(main - fork), len(main - project)


@reference("git-remote-after-merge-and-push", form=0)
def remote_after(n: int, a: int, b: int) -> int:
    clone = apart(n - b, a, b)
    assert len(clone.remote) == n
    clone.pull()
    clone.push()
    return len(clone.remote)


@reference("git-remote-after-merge-and-push", form=1)
def mine_before(n: int, a: int, b: int) -> int:
    """By trying how many there may have been."""
    return next(mine for mine in range(1, 99) if remote_after(n, mine, b) == n + a + 1)


@reference("git-pull-request-merge-count", form=0)
def merged(n: int, a: int, b: int) -> int:
    clone = apart(n - b, a, b)
    clone.pull()
    return len(clone.main)


@reference("git-pull-request-merge-count", form=1)
def squashed(n: int, a: int, b: int) -> int:
    clone = apart(n - b, a, b)
    return len(clone.remote | {clone.new()})


@reference("git-pull-request-merge-count", form=2)
def fast_forwarded(n: int, a: int) -> int:
    clone = apart(n, a, 0)
    clone.pull()
    return len(clone.main)


@reference("git-revert-or-reset", form=0)
def reverted(n: int, a: int) -> int:
    clone = apart(n, 0, 0)
    repeat(clone.commit, a)
    return len(clone.main)


@reference("git-revert-or-reset", form=1)
def reset(n: int, a: int, b: int) -> int:
    clone = apart(n - b, b, 0)
    clone.main = set(sorted(clone.main)[:-a])
    return clone.status()[1]


@reference("git-shallow-clone")
def shallow(n: int, k: int, m: int) -> int:
    commits = list(range(n))
    present = commits[-k:]
    present = commits[commits.index(present[0]) - m :]
    return len(set(commits) - set(present))
