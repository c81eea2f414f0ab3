"""Graph networks: Laplacians, layers and their reach."""

from math import log, sqrt

from first_principles import reference
from first_principles.plain import Matrix, Vector, distances, inner, linked, sigmoid, softmax


@reference("gnn-degrees")
def degrees(A: Matrix) -> list[int]:
    return [len(linked(A, node)) for node in range(len(A))]


@reference("gnn-laplacian-row")
def laplacian_row(A: Matrix, i: int) -> list[float]:
    return [len(linked(A, i)) if node == i else -A[i][node] for node in range(len(A))]


def normalized(A: Matrix, i: int, j: int) -> float:
    """Return an entry of GCN's matrix, with weights and self-loops of weight 1."""
    with_loops = [[weight + (u == v) for v, weight in enumerate(row)] for u, row in enumerate(A)]
    return with_loops[i][j] / sqrt(sum(with_loops[i])) / sqrt(sum(with_loops[j]))


@reference("gnn-normalised-entry")
def normalized_entry(B: Matrix, i: int, j: int) -> float:
    return normalized([[(u != v) * B[u][v] for v in range(4)] for u in range(4)], i, j)


@reference("gnn-gcn-layer-output")
def gcn_output(A: Matrix, x: Vector, w: float, i: int) -> float:
    messages = [x[j] * normalized(A, i, j) for j in (i, *linked(A, i))]
    return max(0.0, w * sum(messages))


@reference("gnn-mean-aggregation")
def mean_aggregation(A: Matrix, X: Matrix, i: int) -> Vector:
    rows = [X[j] for j in linked(A, i)]
    return [sum(column) / len(rows) for column in zip(*rows, strict=True)]


@reference("gnn-gat-coefficient")
def gat_coefficient(z: Vector, a: Vector, j: int) -> float:
    raw = [a[0] * z[0] + a[1] * z[node] for node in (0, 1, 2)]
    return softmax([score if score > 0 else 0.2 * score for score in raw])[j]


@reference("gnn-receptive-field-nodes")
def receptive_field(A: Matrix, i: int) -> list[int]:
    return [node for node, steps in distances(A, i).items() if steps <= 2]


def moves(a: list[int], b: list[int], steps: list[tuple[int, int]]) -> int:
    """Return how many steps lead from a pixel to another, by breadth-first search."""
    found, frontier, count = {tuple(a)}, [tuple(a)], 0
    while tuple(b) not in found:
        count += 1
        reached = {(r + x, c + y) for r, c in frontier for x, y in steps}
        frontier = [p for p in reached if p not in found and min(p) >= 0 and max(p) < 32]
        found.update(frontier)
    return count


@reference("gnn-layers-needed", form=0)
def layers_of_four(a: list[int], b: list[int]) -> int:
    return moves(a, b, [(0, 1), (1, 0), (0, -1), (-1, 0)])


@reference("gnn-layers-needed", form=1)
def layers_of_eight(a: list[int], b: list[int]) -> int:
    return moves(a, b, [(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1)])


@reference("gnn-over-smoothing-limit")
def over_smoothed(A: Matrix, x: Vector) -> float:
    """By taking the means again and again."""
    for _ in range(400):
        x = [
            (x[i] + sum(x[j] for j in linked(A, i))) / (1 + len(linked(A, i)))
            for i in range(len(A))
        ]
    assert max(x) - min(x) < 1e-11
    return x[0]


@reference("gnn-edges-from-degrees")
def number_of_edges(A: Matrix) -> int:
    return sum(A[u][v] for u in range(len(A)) for v in range(u))


@reference("gnn-laplacian-energy")
def laplacian_energy(A: Matrix, x: Vector) -> float:
    """By the matrix: the product of x, L and x."""
    return inner(x, [inner(laplacian_row(A, i), x) for i in range(len(A))])


@reference("gnn-degree-from-normalised-entry")
def other_degree(di: int, dj: int) -> int:
    """By trying degrees for one that rounds to the entry shown."""
    shown = round(1 / sqrt((di + 1) * (dj + 1)), 4)
    fits = [d for d in range(1, 200) if abs(1 / sqrt((di + 1) * (d + 1)) - shown) < 5.001e-5]
    assert len(fits) == 1
    return fits[0]


@reference("gnn-gcn-neighbour-changes")
def neighbor_rises(di: int, dj: int, w: int, delta: int) -> float:
    """By both outputs, on two hubs with their leaves."""
    size = di + dj
    A = [[0] * size for _ in range(size)]
    for node in range(1, di + 1):
        A[0][node] = A[node][0] = 1
    for node in range(di + 1, size):
        A[1][node] = A[node][1] = 1
    assert (len(linked(A, 0)), len(linked(A, 1))) == (di, dj)
    before = w * sum(normalized(A, 0, j) for j in range(size))
    after = w * sum(normalized(A, 0, j) * (1 + delta * (j == 1)) for j in range(size))
    return after - before


@reference("gnn-gcn-parameters")
def gcn_parameters(d: int, c: int) -> int:
    return sum(1 for _ in range(d) for _ in range(c))


@reference("gnn-graphsage-output")
def graphsage_output(own: int, near: Vector, w_self: int, w_near: int) -> float:
    return max(0.0, w_self * own + w_near * sum(near) / len(near))


@reference("gnn-gat-score-from-coefficients")
def gat_scores(p: Vector) -> float:
    return log(p[0]) - log(p[1])


@reference("gnn-over-smoothing-energy")
def smoothed_energy(x: Vector) -> float:
    y = [(x[0] + x[1]) / 2, sum(x) / 3, (x[1] + x[2]) / 2]
    return (y[0] - y[1]) ** 2 + (y[1] - y[2]) ** 2


@reference("gnn-color-refinement")
def color_refinement(A: Matrix, i: int) -> list[int]:
    colors = [0] * len(A)
    for _ in range(2):
        seen = [(colors[u], sorted(colors[v] for v in linked(A, u))) for u in range(len(A))]
        colors = [seen.index(color) for color in seen]
    return [node for node, color in enumerate(colors) if color == colors[i]]


@reference("gnn-gin-step")
def gin_step(h: Vector, N: Matrix, eps: float) -> Vector:
    return [a + eps * a + sum(row[k] for row in N) for k, a in enumerate(h)]


@reference("gnn-laplacian-eigenvalues")
def largest_eigenvalue(a: int, b: int) -> float:
    """By power iteration."""
    x = [1.0, -2.0, 1.5]
    value = 0.0
    for _ in range(3000):
        y = [a * (x[0] - x[1]), a * (x[1] - x[0]) + b * (x[1] - x[2]), b * (x[2] - x[1])]
        before, value = value, sqrt(inner(y, y))
        if value == before:
            break
        x = [entry / value for entry in y]
    return value


@reference("gnn-gcn-cost")
def gcn_cost(nodes: int, edges_k: int, d: int, c: int) -> int:
    transform = nodes * 1000 * d * c
    messages = 2 * edges_k * 1000 * c
    return (transform + messages) // 1000


@reference("gnn-sampled-nodes")
def sampled_nodes(s: int, t: int) -> int:
    layers = [1]
    for fan_out in (s, t):
        layers.append(layers[-1] * fan_out)
    return sum(layers)


@reference("gnn-gat-width")
def gat_width(k: int, f: int) -> int:
    concatenated = [entry for _ in range(k) for entry in range(f)]
    return len(concatenated) * f


@reference("gnn-link-prediction-loss")
def link_prediction(z: Vector, u: Vector, n: Vector) -> float:
    return -log(sigmoid(inner(z, u))) - log(1 - sigmoid(inner(z, n)))


@reference("gnn-homophily-ratio")
def homophily(M: Matrix) -> float:
    pairs = [(u, v) for u in range(3) for v in range(u + 1) for _ in range(int(M[u][v]))]
    return sum(u == v for u, v in pairs) / len(pairs)
