import { describe, expect, it } from "vitest";
import { normalised } from "../src/network/data";

describe("an image as the network gets it", () => {
  it("is shifted and scaled channel by channel", () => {
    const tones = Uint8Array.from([0, 255, 0, 255, 0, 255]); // three channels of two pixels
    expect([...normalised(tones, [0, 0.5, 1], [1, 0.5, 2])]).toEqual([0, 1, -1, 1, -0.5, 0]);
  });
});
