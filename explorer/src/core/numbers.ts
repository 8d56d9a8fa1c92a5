// Numbers as one writes them on paper: the same digits as `concepts.written` puts out.

const EXACT = 12; // significant digits: a number with more is cut
const CUT = 6; // significant digits of a number that is cut

/** As C's "%.Ng" writes it. */
export function general(value: number, digits: number): string {
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e") as [string, string];
  const power = Number(exponent);
  const trim = (text: string) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
  if (power < -4 || power >= digits) {
    const sign = power < 0 ? "-" : "+";
    return `${trim(mantissa)}e${sign}${String(Math.abs(power)).padStart(2, "0")}`;
  }
  return trim(value.toFixed(Math.max(0, digits - 1 - power)));
}

/** A number as it is where it is short, else with six significant digits. */
export function written(value: number): string {
  if (value === Infinity) return "∞";
  if (value === -Infinity) return "−∞";
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value === 0 ? 0 : value);
  const short = general(value, EXACT);
  return close(Number(short), value) ? short : general(value, CUT);
}

/** Whether two numbers differ by no more than sums in binary do. */
export function close(one: number, other: number): boolean {
  return Math.abs(one - other) <= 4e-16 * Math.abs(other);
}

/** A number inside a sum or a product: a negative one in brackets. */
export function term(value: number): string {
  const text = written(value);
  return text.startsWith("-") ? `(${text})` : text;
}

/** The right-hand side of a sum: "= 2.5", or "≈ 0.333333" where the digits were cut. */
export function equals(value: number): string {
  const text = written(value);
  const whole = !Number.isFinite(value) || close(Number(text), value);
  return `${whole ? "=" : "≈"} ${text}`;
}

/** A shape as one says it: 10×24×24. */
export function by(shape: readonly number[]): string {
  return shape.join("×");
}

/** A number and its noun, in the plural where it needs one. */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

/** A number that somebody typed (−1, 1.5, 1/3), or null. */
export function typed(text: string): number | null {
  const plain = text.trim().replace(/[\u2212\u2013]/g, "-").replace(/^\+/, "");
  const fraction = /^(-?\d+(?:\.\d+)?)\s*\/\s*(\d+(?:\.\d+)?)$/.exec(plain);
  if (fraction) {
    const below = Number(fraction[2]);
    return below === 0 ? null : Number(fraction[1]) / below;
  }
  if (!/^-?(\d+\.?\d*|\.\d+)(e-?\d+)?$/i.test(plain)) return null;
  const value = Number(plain);
  return Number.isFinite(value) ? value : null;
}

/** Three significant digits, for arithmetic with many terms; the sign as a minus. */
export function brief(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return written(value).replace("NaN", "not a number");
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text =
    size >= 1e5 || size < 1e-4
      ? general(value, digits)
      : value.toFixed(Math.max(0, digits - 1 - Math.floor(Math.log10(size))));
  const cut = text.includes(".") && !text.includes("e") ? text.replace(/\.?0+$/, "") : text;
  return cut.replace("-", "−");
}
