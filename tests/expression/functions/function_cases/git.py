"""Git histories against sets of commits."""

from function_cases import Case, case

HISTORIES = [
    ["commit", "commit", "remote", "fetch"],
    ["remote", "remote", "commit", "push", "fetch", "push", "merge", "push", "commit"],
    ["commit", "remote", "pull", "commit", "remote", "fetch", "rebase", "remote"],
    ["commit", "remote", "pull", "rebase", "commit", "push", "remote", "remote", "fetch"],
    ["remote", "fetch", "merge", "commit", "remote", "push", "pull", "push", "push"],
    ["commit", "push", "remote", "rebase", "merge", "fetch", "remote", "commit"],
    [],
]


class Commits:
    """The branches as sets of the commits that are reachable from them."""

    def __init__(self) -> None:
        self.local: frozenset[int] = frozenset([0])
        self.tracking = self.remote = self.local
        self.merges: set[int] = set()
        self.made = 0
        self.rejected = 0

    def new(self) -> int:
        self.made += 1
        return self.made

    def do(self, event: str) -> None:
        if event == "commit":
            self.local |= {self.new()}
        elif event == "remote":
            self.remote |= {self.new()}
        elif event == "fetch":
            self.tracking = self.remote
        elif event == "pull":
            self.do("fetch")
            self.do("merge")
        elif event == "merge":
            if self.local <= self.tracking:
                self.local = self.tracking
            elif not self.tracking <= self.local:
                merge = self.new()
                self.merges.add(merge)
                self.local = self.local | self.tracking | {merge}
        elif event == "rebase":
            replayed = self.local - self.tracking - self.merges
            self.local = self.tracking | {self.new() for _ in replayed}
        elif event == "push":
            if self.remote <= self.local:
                self.remote = self.tracking = self.local
            else:
                self.rejected += 1


def after(history: list[str]) -> Commits:
    commits = Commits()
    for event in history:
        commits.do(event)
    return commits


CASES: list[Case] = []
for history in HISTORIES:
    end = after(history)
    CASES += [
        case("commits_ahead", history, expect=len(end.local - end.tracking)),
        case("commits_behind", history, expect=len(end.tracking - end.local)),
        case("commits_unfetched", history, expect=len(end.remote - end.tracking)),
        case("pushes_rejected", history, expect=end.rejected),
    ]
