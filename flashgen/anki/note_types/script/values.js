// The values of a formula at points, and when two formulas count as equal: the twin of evaluating.py
// and judging.py in values/formulas.
import { DIGITS_64 } from "./pick.js";
import { RULES } from "./rules.js";

const BOUNDS = RULES.formulas;

const wholePower = (a, b) => {
  const value = a ** b;
  if (!(a < 0) || Number.isInteger(b) || !Number.isNaN(value)) return value;
  for (const q of [3, 5, 7, 9]) {
    const p = Math.round(b * q);
    if (Math.abs(p / q - b) < 1e-12) return p % 2 === 0 ? (-a) ** b : -((-a) ** b);
  }
  return NaN;
};
const FACTORIALS = [1];
for (let n = 1; n <= 170; n++) FACTORIALS.push(FACTORIALS[n - 1] * n);
const binomialOf = (n, k) => {
  if (!Number.isInteger(n) || !Number.isInteger(k) || n < 0 || n > 1000) return NaN;
  if (k < 0 || k > n) return 0;
  const smaller = Math.min(k, n - k);
  let made = 1;
  for (let step = 1; step <= smaller; step++) made = (made * (n - smaller + step)) / step;
  return Math.round(made);
};
const farErfc = (size) => {
  let fraction = size;
  for (let n = 40; n > 0; n--) fraction = size + n / 2 / fraction;
  return Math.exp(-size * size) / (Math.sqrt(Math.PI) * fraction);
};
const erfOf = (x) => {
  const size = Math.abs(x);
  if (size > 3) return Math.sign(x) * (1 - farErfc(size));
  let term = size;
  let total = size;
  for (let n = 1; n < 60; n++) {
    term *= (-size * size) / n;
    total += term / (2 * n + 1);
  }
  return (Math.sign(x) * 2 * total) / Math.sqrt(Math.PI);
};
const erfcOf = (x) => (x > 3 ? farErfc(x) : 1 - erfOf(x));
const normalCdf = (x) => erfcOf(-x / Math.SQRT2) / 2;
const normalQuantile = (p) => {
  if (!(p > 0 && p < 1)) return NaN;
  const half = p <= 0.5 ? p : 1 - p;
  let x = -Math.sqrt(Math.max(-2 * Math.log(2 * half), 0));
  for (let step = 0; step < 6; step++) {
    const below = normalCdf(x);
    x -= (Math.log(below / half) * below * Math.sqrt(2 * Math.PI)) / Math.exp((-x * x) / 2);
  }
  return p <= 0.5 ? x : -x;
};

export const FUNCTION_VALUES = {
  sin: Math.sin, cos: Math.cos, tan: Math.tan,
  sec: (x) => 1 / Math.cos(x), csc: (x) => 1 / Math.sin(x), cot: (x) => 1 / Math.tan(x),
  arcsin: Math.asin, arccos: Math.acos, arctan: Math.atan, arccot: (x) => Math.PI / 2 - Math.atan(x),
  sinh: Math.sinh, cosh: Math.cosh, tanh: Math.tanh,
  sech: (x) => 1 / Math.cosh(x), csch: (x) => 1 / Math.sinh(x), coth: (x) => 1 / Math.tanh(x),
  arcsinh: Math.asinh, arccosh: Math.acosh, arctanh: Math.atanh,
  exp: Math.exp, ln: Math.log, log10: Math.log10, log2: Math.log2,
  sqrt: Math.sqrt, cbrt: Math.cbrt, abs: Math.abs, sign: Math.sign,
  floor: Math.floor, ceil: Math.ceil, erf: erfOf, erfc: erfcOf,
  normal_cdf: normalCdf, normal_quantile: normalQuantile,
  factorial: (x) => (Number.isInteger(x) && x >= 0 && x <= 170 ? FACTORIALS[x] : NaN),
  binomial: binomialOf, min: Math.min, max: Math.max,
};

const larger = (size, part) => (Number.isFinite(part) ? Math.max(size, part) : size);
const STEP = 1e-6;

/** The value of a tree at a point, and the sum of the sizes of the terms that made it. */
export const valueOf = (tree, at) => {
  if ("n" in tree) return [tree.n, Math.abs(tree.n)];
  if ("v" in tree) return [at[tree.v], Math.abs(at[tree.v])];
  if (tree.f) {
    const args = tree.args.map((arg) => valueOf(arg, at));
    const of = FUNCTION_VALUES[tree.f];
    const value = of(...args.map(([x]) => x));
    let size = Math.abs(value);
    if (args.length === 1) {
      const [[x, scale]] = args;
      const step = STEP * scale;
      size = larger(size, Math.abs(of(x + step) - of(x - step)) / (2 * STEP));
    } else size = Math.max(size, ...args.map(([, scale]) => scale));
    return [value, size];
  }
  const [a, sizeA] = valueOf(tree.a, at);
  if (tree.o === "neg") return [-a, sizeA];
  const [b, sizeB] = valueOf(tree.b, at);
  if (tree.o === "+") return [a + b, sizeA + sizeB];
  if (tree.o === "-") return [a - b, sizeA + sizeB];
  if (tree.o === "*") return [a * b, Math.max(sizeA * Math.abs(b), Math.abs(a) * sizeB)];
  if (tree.o === "/") {
    const value = a / b;
    return [value, Math.max(sizeA, Math.abs(value) * sizeB) / Math.abs(b)];
  }
  const value = wholePower(a, b);
  const size = larger(Math.abs(value), (Math.abs(value * b) * sizeA) / Math.abs(a));
  return [value, larger(size, Math.abs(value * Math.log(Math.abs(a))) * sizeB)];
};

/** The values of a formula at points, as values/formulas/stored.py writes them. */
export const storedValues = (text) =>
  text.match(/.{6}/g).map((digits) => {
    const bits = [...digits].reduce((made, digit) => 64 * made + DIGITS_64.indexOf(digit), 0);
    const sign = bits < 2 ** 35 ? 1 : -1;
    const exponent = Math.floor((bits % 2 ** 35) / 2 ** 24);
    if (exponent === 2047) return NaN;
    const fraction = (bits % 2 ** 24) / 2 ** 24;
    return exponent === 0 ? 0 : sign * (1 + fraction) * 2 ** (exponent - 1023);
  });

/** The points that decide, at which the answer is defined: [{ at, value: [value, size] }]. */
export const decidingPoints = (tree, points) => {
  const found = [];
  for (const [place, at] of points.entries()) {
    const own = tree.stored && (place < tree.stored.length ? tree.stored[place] : NaN);
    const value = tree.stored ? [own, Math.abs(own)] : valueOf(tree, at);
    if (value.every(Number.isFinite)) found.push({ at, value });
    if (found.length === BOUNDS.points) break;
  }
  return found;
};

/** Whether values are the answer's at the points that decide, exactly or up to something. */
export const agreesAt = (given, expected, { relative, upTo }) => {
  if (expected.length === 0 || !given.every((pair) => pair.every(Number.isFinite))) return false;
  let offs = given.map(([g], i) => Math.abs(g - expected[i][0]));
  let scales = expected.map(([f]) => Math.abs(f));
  let own = expected.map(([, size]) => size);
  let sizes = given.map(([, size]) => size);
  if (upTo === "constant") {
    const base = scales.indexOf(Math.min(...scales));
    const [g0, f0] = [given[base][0], expected[base][0]];
    const [sizes0, own0] = [sizes[base], own[base]];
    offs = given.map(([g], i) => Math.abs(g - g0 - (expected[i][0] - f0)));
    scales = expected.map(([f]) => Math.abs(f - f0) + Math.min(Math.abs(f), Math.abs(f0)));
    own = own.map((size) => size + own0);
    sizes = sizes.map((size) => size + sizes0);
  } else if (upTo === "factor") {
    const top = scales.indexOf(Math.max(...scales));
    const ratio = given[top][0] / expected[top][0];
    if (!Number.isFinite(ratio) || ratio === 0) return false;
    offs = given.map(([g], i) => Math.abs(g - ratio * expected[i][0]));
    scales = scales.map((scale) => 2 * Math.abs(ratio) * scale);
    own = own.map((size) => size * Math.abs(ratio));
  }
  const largest = Math.max(...own);
  const most = largest > 0 ? BOUNDS.most_noise * largest : Infinity;
  return offs.every((off, i) => {
    const noise = Math.min(BOUNDS.noise * Math.max(own[i], sizes[i]), most);
    return off <= Math.max(relative * scales[i], noise, BOUNDS.noise * own[i]);
  });
};
