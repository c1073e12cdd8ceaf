/** The area mean over integer bins: exact values that can be worked out by hand. */

import { describe, expect, it } from "vitest";
import { areaMean } from "./area-mean";

describe("areaMean", () => {
  it("rounds half up", () => {
    expect([...areaMean(Uint8Array.of(0, 1, 2, 2), 2, 2, 1, 1)]).toEqual([1]); // 1.25
    expect([...areaMean(Uint8Array.of(0, 1, 1, 0), 2, 2, 1, 1)]).toEqual([1]); // 0.5
  });

  it("gives bins of whole pixels where the sides do not divide", () => {
    expect([...areaMean(Uint8Array.of(10, 20, 30), 3, 1, 2, 1)]).toEqual([10, 25]);
  });

  it("repeats pixels when enlarging", () => {
    expect([...areaMean(Uint8Array.of(10, 20), 2, 1, 4, 1)]).toEqual([10, 10, 20, 20]);
  });

  it("refuses a picture whose length does not fit", () => {
    expect(() => areaMean(new Uint8Array(5), 2, 2, 1, 1)).toThrow(RangeError);
  });
});
