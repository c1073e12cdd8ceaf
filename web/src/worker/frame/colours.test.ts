/** The camera's own colours become RGBA as the recommendations of ITU say, whatever the layout, in both builds alike. */

import { describe, expect, it } from "vitest";
import { builds } from "../../testing/kernel-builds";
import { type ColourSpace, Colours, type Planes } from "./colours";
import { startKernel } from "./kernel";

type Build = keyof typeof builds;

/** A frame with every kind of number in it; rows have some bytes more than pixels, as those of cameras may have. */
function frame(layout: "I420" | "NV12", width: number, height: number): { bytes: Uint8Array; planes: Planes } {
  const strideOfLuma = width + 6;
  const strideOfChroma = layout === "I420" ? width / 2 + 3 : width + 4;
  const luma = strideOfLuma * height;
  const plane = (strideOfChroma * height) / 2;
  let seed = 12345;
  const bytes = new Uint8Array(luma + 2 * plane).map(() => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return seed >>> 23;
  });
  const chroma = [
    { offset: luma, stride: strideOfChroma },
    { offset: luma + plane, stride: strideOfChroma },
  ];
  return { bytes, planes: [{ offset: 0, stride: strideOfLuma }, ...chroma.slice(0, layout === "I420" ? 2 : 1)] };
}

function convert(build: Build, { bytes, planes }: ReturnType<typeof frame>, size: Size, space: ColourSpace): number[] {
  const colours = new Colours(startKernel(builds[build]()));
  colours.room(bytes.length).set(bytes);
  return [...colours.convert(planes, size, space)];
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** ITU-R BT.601-7 and BT.709-6, section 3: as they are written down there, in floating point. */
function asWritten({ bytes, planes }: ReturnType<typeof frame>, { width, height }: Size, space: ColourSpace): number[] {
  const [kr, kb] = space.matrix === "bt709" ? [0.2126, 0.0722] : [0.299, 0.114];
  const [luma, u, v] = planes as [PlaneLayout, PlaneLayout, PlaneLayout | undefined];
  const out: number[] = [];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const inChroma = (row >> 1) * u.stride + (column >> 1) * (v === undefined ? 2 : 1);
      const [darkest, luminances, chromas] = space.fullRange === true ? [0, 255, 255] : [16, 219, 224];
      const y = ((bytes[luma.offset + row * luma.stride + column] as number) - darkest) / luminances;
      const pb = ((bytes[u.offset + inChroma] as number) - 128) / chromas;
      const pr = ((bytes[(v?.offset ?? u.offset + 1) + inChroma] as number) - 128) / chromas;
      const red = y + 2 * (1 - kr) * pr;
      const blue = y + 2 * (1 - kb) * pb;
      const green = (y - kr * red - kb * blue) / (1 - kr - kb);
      out.push(...[red, green, blue].map((each) => 255 * Math.min(Math.max(each, 0), 1)), 255);
    }
  }
  return out;
}

const SPACES: readonly ColourSpace[] = [
  { matrix: null, fullRange: null },
  { matrix: "smpte170m", fullRange: false },
  { matrix: "bt470bg", fullRange: true },
  { matrix: "bt709", fullRange: false },
  { matrix: "bt709", fullRange: true },
];

describe.each(["I420", "NV12"] as const)("%s", (layout) => {
  it.each(SPACES)("with $matrix, full range $fullRange, is within a level of the recommendation", (space) => {
    for (const size of [
      { width: 48, height: 6 },
      { width: 22, height: 8 },
      { width: 2, height: 2 },
    ]) {
      const given = frame(layout, size.width, size.height);
      const expected = asWritten(given, size, space);
      const found = convert("vectors", given, size, space);
      expect(found).toHaveLength(expected.length);
      expect(Math.max(...found.map((value, i) => Math.abs(value - (expected[i] as number))))).toBeLessThan(1);
      expect(convert("plain", given, size, space)).toEqual(found);
    }
  });
});

it("takes a frame of another size and of another colour space after the one before", () => {
  const colours = new Colours();
  for (const size of [
    { width: 4, height: 4 },
    { width: 400, height: 300 },
    { width: 6, height: 2 },
  ]) {
    for (const space of SPACES) {
      const { bytes, planes } = frame("I420", size.width, size.height);
      colours.room(bytes.length).set(bytes);
      expect([...colours.convert(planes, size, space)]).toEqual(convert("plain", { bytes, planes }, size, space));
    }
  }
});

describe("takes", () => {
  const rect = { x: 2, y: 4, width: 6, height: 8 };
  const of = (format: string | null, matrix: string | null = null): VideoFrame =>
    ({ format, colorSpace: { matrix, fullRange: null } }) as unknown as VideoFrame;

  it.each(["I420", "NV12"])("%s", (format) => {
    expect(new Colours().takes(of(format), rect)).toBe(true);
    expect(new Colours().takes(of(format, "bt709"), rect)).toBe(true);
  });

  it.each(["I422", "BGRX", "I420P10", null])("not %s", (format) => {
    expect(new Colours().takes(of(format), rect)).toBe(false);
  });

  it("no colours that it does not know, and no box that cuts blocks of chroma", () => {
    const colours = new Colours();
    expect(colours.takes(of("I420", "bt2020-ncl"), rect)).toBe(false);
    for (const edge of ["x", "y", "width", "height"] as const) {
      expect(colours.takes(of("I420"), { ...rect, [edge]: 3 })).toBe(false);
    }
  });
});
