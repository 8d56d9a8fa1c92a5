/** The words of a statement, as `concepts` reads them: what people type otherwise is understood too. */

const ALIASES: Readonly<Record<string, string>> = {
  batchnorm: "batch_norm", bn: "batch_norm", fc: "linear", dense: "linear", maxpool: "max", avgpool: "avg",
  max_pool: "max", avg_pool: "avg", lp_pool: "lp", average: "avg", concat: "cat",
};
const LETTERS: Readonly<Record<string, string>> = {
  kernel_size: "k", kernel: "k", stride: "s", strides: "s", padding: "p", dilation: "d", groups: "g",
};
const NAMES = Object.keys(LETTERS).join("|");
const OPTION = new RegExp(
  `(?<=\\s)(?:(${NAMES}|[kspdg])\\s*=\\s*|(${NAMES})\\s+)(?=same|valid|\\d[\\d:x]*)`,
  "g",
);

/** A layer by the name that is used here: `Conv2d` is conv, `max-pool` is max. */
export function layerOf(word: string): string {
  const plain = word.toLowerCase().replace(/-/g, "_").replace(/(?<=[a-z])[123]d$/, "");
  return ALIASES[plain] ?? plain;
}

/** The words of a statement, `kernel_size=5`, `stride 2` and `same` being k5, s2 and psame. */
export function wordsOf(body: string): string[] {
  return body
    .replace(/(?<=\w),(?=\s|$)/g, " ")
    .replace(/(?<=\b(?:max|avg)) pool(?:ing)?\b/gi, "")
    .replace(OPTION, (_, letter?: string, name?: string) => LETTERS[letter ?? name!] ?? letter!)
    .split(/\s+/)
    .filter((word) => word && !word.startsWith("@"))
    .map((word) => (word === "same" || word === "valid" ? `p${word}` : word));
}
