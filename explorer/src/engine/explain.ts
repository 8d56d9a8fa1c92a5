// Where a number comes from: the arithmetic behind one cell of one value, in the order of torch's
// formula and with the numbers of the engine.

import type { Operation } from "../network/data";
import { brief } from "../core/numbers";
import { dropMask } from "./dropping";
import { cutFrom, exponentials, normed, pairwise } from "./explain_others";
import { mixed, multiplied, placed, weighted } from "./explain_products";
import { convolution, pooling } from "./explain_windows";
import { along, bracket, done, type Explained, type Source, valueId } from "./explained";
import { operand, plain } from "./given";
import { FAMILIES } from "./kinds";
import { normal } from "./norms";
import type { Loaded, Values, WhatIf } from "./nouns";
import { choice, movedFrom } from "./places";
import { count } from "./tensor";

/** How a cell came about, what was changed included. */
export function explain(net: Loaded, values: Values, op: Operation, index: number, whatIf: WhatIf): Explained {
  const out = values[op.outputs[0]!]!;
  const at = net.data.operations.indexOf(op);
  const area = count(out.shape.slice(2));
  const channel = Math.floor(index / area);
  if (whatIf.off.has(`${at}:${channel}`)) return done(0, [], "switched off: 0, whatever it sees");
  const swap = whatIf.swapped.get(at);
  if (swap?.includes(channel)) {
    const other = channel === swap[0] ? swap[1] : swap[0];
    const found = cellOf(net, values, op, index + (other - channel) * area, whatIf, out.data[index]!);
    return { ...found, words: `number ${other + 1} in this place: ${found.words}` };
  }
  return cellOf(net, values, op, index, whatIf, out.data[index]!);
}

/** The arithmetic of a cell that comes to `result`. */
function cellOf(net: Loaded, values: Values, op: Operation, index: number, whatIf: WhatIf, result: number): Explained {
  const out = values[op.outputs[0]!]!;
  const sources: Source[] = [];
  const input = valueId(op.args["input"]);
  const x = operand(op.args["input"], net, values);
  const opIndex = net.data.operations.indexOf(op);
  const one = (words: (x: number) => string, at = index): Explained => {
    const value = x!.data[at]!;
    if (input !== null) sources.push({ value: input, index: at, x: value, factor: null });
    return done(result, sources, words(value));
  };
  if (whatIf.straight.has(opIndex)) return one((value) => `taken away: ${brief(value)} goes through as it is`);
  switch (FAMILIES.get(op.kind)) {
    case "conv":
      return convolution(net, values, op, index, result);
    case "linear":
      return weighted(net, values, op, index, result);
    case "product":
      return multiplied(net, values, op, index, result);
    case "max":
    case "avg":
      return pooling(net, values, op, index, result);
    case "one":
      return one((value) => (op.kind === "relu" ? `max(0, ${brief(value)}) = ${brief(result)}` : `${op.kind}(${brief(value)}) = ${brief(result)}`));
    case "dropout": {
      if (whatIf.dropping === null) return one((value) => `dropout is off when the network reads: ${brief(value)} stays`);
      const factor = dropMask(op, x!, whatIf.dropping + 7919 * opIndex)[index]!;
      return one((value) => (factor === 0 ? `dropped: ${brief(value)} · 0 = 0` : `kept: ${brief(value)} / (1 − ${brief(plain(op, "p", 0.5))}) = ${brief(result)}`));
    }
    case "norm": {
      const area = count(x!.shape.slice(2));
      const [scale, shift] = normal(op, net, values);
      const channel = Math.floor(index / area);
      return one((value) => `${brief(value)} · ${brief(scale(channel))} + ${bracket(shift(channel))} = ${brief(result)}`);
    }
    case "own":
      return normed(net, values, op, index, result);
    case "grid":
      return placed(net, values, op, index, result);
    case "sampled":
      return mixed(net, values, op, index, result);
    case "softmax":
      return exponentials(op, x!, input, index, result);
    case "same":
      return one((value) => `the same number, ${brief(value)}, in another shape`);
    case "moved": {
      const from = movedFrom(op, x!.shape)(index);
      if (from < 0) return done(result, [], "beyond the border of the map: 0");
      return one((value) => `the same number, ${brief(value)}, in another place`, from);
    }
    case "cat": {
      const [value, at, part] = cutFrom(net, values, op, out, index);
      if (value !== null) sources.push({ value, index: at, x: result, factor: null });
      return done(result, sources, `number ${at + 1} of branch ${part + 1}: ${brief(result)}`);
    }
    case "two":
      return pairwise(net, values, op, out, index, result);
    case "reduce": {
      sources.push(...along(op, x!, input, index));
      return done(result, sources, `${op.kind} of ${sources.length} numbers = ${brief(result)}`);
    }
    case "extreme": {
      const all = along(op, x!, input, index);
      const which = op.kind.endsWith("max") ? "largest" : "smallest";
      const back = all.find((source) => source.x === result) ?? null;
      return { ...done(result, all, `the ${which} of ${all.length} numbers: ${brief(result)}`), back };
    }
    case "choice": {
      const taken = choice(op, net, values, out.shape)(index);
      if (taken.value !== null) sources.push({ value: taken.value, index: taken.at, x: taken.x, factor: null });
      return done(result, sources, `the condition ${taken.held ? "holds" : "does not hold"}: ${brief(result)}`);
    }
    default:
      return done(result, [], `${op.spelled} gives ${brief(result)}`);
  }
}
