// What the Python side puts into the page (grader/explore/page.py), and how it is read.

import type { NetworkData } from "./network/data";

/** The JSON of the page. Every text may be a stranger's: it is only ever shown as text. */
export interface PageData {
  readonly version: string;
  readonly digit: string; // base64: grey values of one 28×28 digit
  readonly digitLabel: number;
  readonly line: string; // of the fields; "" where none was given
  readonly lineTrouble: string; // why a network's own line cannot be drawn
  readonly network: NetworkData | null;
}

/** The data of this page. */
export function pageData(): PageData {
  return JSON.parse(document.getElementById("data")!.textContent ?? "") as PageData;
}

/** Bytes of base64. */
export function bytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text);
  const found = new Uint8Array(plain.length);
  for (let i = 0; i < plain.length; i++) found[i] = plain.charCodeAt(i);
  return found;
}
