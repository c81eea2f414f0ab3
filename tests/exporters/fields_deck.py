"""A deck whose cards ask in every way that a course system can judge, and in some that none can."""

FIELDS = r"""
namespace: fields-k3v9
deck: {en: "Fields::A/B"}
tags: [fields]
cards:
- id: number
  parameters: {a: "integers(2, 30)"}
  question: What is a seventh of <<a>>, where $a < b$?
  answer: a / 7
  unit: nats
  decimals: 2
  mistakes:
  - {value: a, says: "Not {a}: ~ = # $x_{1} < 2$"}
  solution:
  - $\frac{<<a>>}{7} = <<answer>>$
  - Done.
  figure: bars([a, 1])
  variants: 3
- id: small
  parameters: {a: "integers(2, 9)"}
  question: How long is it?
  answer: -a / 7e6
  figures: 2
  variants: 3
- id: both
  parameters: {a: "integers(2, 30)"}
  question: What are a third and the square of <<a>>?
  answers:
  - {name: third, label: A third, value: a / 3, unit: m, decimals: 2}
  - {name: square, value: a * a}
  variants: 3
- id: matrix
  parameters: {a: "integers(2, 30)"}
  question: "Matrix?"
  answer: "[[a, 1], [2, -a]]"
  variants: 2
- id: word
  parameters: {a: "integers(2, 9)"}
  question: "Word for <<a>>?"
  answer: "'a*b {x} ~#1' if a > 5 else 'x-1'"
  variants: 8
- id: choice
  parameters: {a: "integers(2, 9)"}
  question: Which is twice <<a>>?
  answer: 2 * a
  choices: true
  mistakes:
  - {value: a * a + 20, says: That is much more.}
  - {value: a, says: That is once.}
  variants: 3
- id: set
  parameters: {a: "integers(2, 30)"}
  question: "Set?"
  answer: "[a, a + 1]"
  compare: set
  variants: 5
- id: gaps
  cloze: "The capital of {{c1::France}} is {{c2::Paris::a city}}, $x = {{c4::5}}$."
- id: concept
  front: |
    | a | b |
    |---|---|
    | 1 | 2 |

    What &amp; why?<br>So?
  back: "`vector<int>` & more"
"""
