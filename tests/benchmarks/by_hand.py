"""What a user would write without flashgen: numpy, f-strings, genanki, one function a family.

`python by_hand.py NOTES FILE` makes the notes of the benchmark: as many variants, thrown away for
the same reasons, the same fields, the same data block for the script on the card. It checks no
formula against another, knows no lock, and looks at no text.
"""

import json
import sys
from pathlib import Path

import genanki
import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from flashgen.anki.note_types import NUMERIC
from tests.benchmarks.tasks import VARIANTS, classes, images

MODEL = genanki.Model(
    NUMERIC.id,
    NUMERIC.name,
    fields=[field.as_anki() for field in NUMERIC.fields],
    templates=[template.as_anki() for template in NUMERIC.templates],
    css=NUMERIC.css,
)
NATS = '<p class="wanted">Answer in nats, to 2 decimals.</p>'
BITS = "That is in bits (log base 2); the loss is in nats."
LIKELIEST = "That is the loss of the most likely class. Use the true class."
ADD_ONE = "The first position counts too, so add 1."
STRIDE_ONE = "That is for stride 1."


def result(value, unit):
    unit = f' <span class="unit">{unit}</span>' if unit else ""
    return f'<p class="result"><span class="value">{value}</span>{unit}</p>'


def steps(texts):
    return '<ol class="steps">' + "".join(f"<li><p>{text}</p>\n</li>" for text in texts) + "</ol>"


def mark(column):
    return f"\ue000{column}\ue001"


def negative(value):
    return f"({value})" if value < 0 else f"{value}"


def same(a, b, tolerance):
    return abs(a - b) <= tolerance


def loss_texts(number, z, y, total, power, p, answer):
    question = (
        f'<p>Model {number} gives the logits <span class="whole">\\(z = {z}\\).</span> '
        f"The true class is \\(y = {y}\\) "
        f"(counted from 0).\nWhat is the cross-entropy loss?</p>\n{NATS}"
    )
    solution = steps(
        [
            f"\\(\\sum_j e^{{z_j}} = {total}\\)",
            f"\\(p_y = e^{{{power}}} / {total} = {p}\\)",
            f"\\(-\\ln p_y = {answer}\\) nats",
        ]
    )
    return question, result(answer, "nats"), solution


def loss(number, size, spread):
    rng = np.random.default_rng(number)
    rows = []
    seen = set()
    while len(rows) < VARIANTS:
        z = rng.integers(-spread, spread, size=size, endpoint=True)
        y = int(rng.integers(size))
        if len(set(z.tolist())) < size or z.argmax() == y or (*z, y) in seen:
            continue
        exponentials = np.exp(z)
        p = exponentials / exponentials.sum()
        answer = -np.log(p[y])
        bits = -np.log2(p[y])
        likeliest = -np.log(p.max())
        if same(bits, answer, 0.02) or same(likeliest, answer, 0.02) or same(bits, likeliest, 0.02):
            continue
        seen.add((*z, y))
        slots = [
            "(" + ", ".join(str(value) for value in z) + ")",
            str(y),
            f"{exponentials.sum():.3f}",
            str(z[y]),
            f"{p[y]:.3g}",
            f"{answer:.2f}",
        ]
        rows.append([0, slots, [float(answer)], [float(bits), float(likeliest)]])
    question, shown, solution = loss_texts(number, *map(mark, range(6)))
    form = {
        "question": question,
        "answer": shown,
        "solution": solution,
        "answers": [
            {
                "name": "answer",
                "kind": "number",
                "unit": "nats",
                "decimals": 2,
                "tolerance": 0.02,
            }
        ],
        "mistakes": [{"says": BITS}, {"says": LIKELIEST}],
    }
    return f"loss-{number}", loss_texts(number, *rows[0][1]), form, rows


def size_texts(number, n, k, s, p, answer):
    question = (
        f"<p>In network {number} an image of \\({n} \\times {n}\\) meets a kernel of "
        f"\\({k} \\times {k}\\) with\nstride \\({s}\\) and padding "
        f'<span class="whole">\\({p}\\).</span> How wide is what comes out?</p>\n'
    )
    solution = f"<p>\\(\\lfloor ({n} + 2 \\cdot {p} - {k}) / {s} \\rfloor + 1 = {answer}\\)</p>\n"
    return question, result(answer, ""), solution


def size(number, low, high):
    rng = np.random.default_rng(number)
    rows = []
    seen = set()
    while len(rows) < VARIANTS:
        n = int(rng.integers(low, high, endpoint=True))
        k = int(rng.choice([3, 5, 7]))
        s = int(rng.integers(2, 3, endpoint=True))
        p = int(rng.integers(0, 2, endpoint=True))
        answer = (n + 2 * p - k) // s + 1
        wrong = [(n + 2 * p - k) // s, n + 2 * p - k + 1]
        if (n, k, s, p) in seen or answer in wrong or wrong[0] == wrong[1]:
            continue
        seen.add((n, k, s, p))
        slots = [str(n), str(k), str(s), str(p), str(answer)]
        rows.append([0, slots, [answer], wrong])
    question, shown, solution = size_texts(number, *map(mark, range(5)))
    form = {
        "question": question,
        "answer": shown,
        "solution": solution,
        "answers": [{"name": "answer", "kind": "integer"}],
        "mistakes": [{"says": ADD_ONE}, {"says": STRIDE_ONE}],
    }
    return f"size-{number}", size_texts(number, *rows[0][1]), form, rows


def data_block(form, rows):
    text = json.dumps(
        {"version": 1, "forms": [form], "rows": rows}, ensure_ascii=False, separators=(",", ":")
    )
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def main(count, path):
    deck = genanki.Deck(1795000099, "Numbers")
    for number in range(count):
        if number % 2 == 0:
            id, texts, form, rows = loss(number, **classes(number))
        else:
            id, texts, form, rows = size(number, **images(number))
        name = f"numbers-k3v9/{id}/en"
        fields = dict.fromkeys(NUMERIC.field_names, "")
        fields["ID"] = name
        fields["Language"] = "en"
        fields["Question"], fields["Answer"], fields["Solution"] = texts
        fields["Data"] = data_block(form, rows)
        deck.add_note(genanki.Note(MODEL, list(fields.values()), guid=genanki.guid_for(name)))
    genanki.Package(deck).write_to_file(path)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
