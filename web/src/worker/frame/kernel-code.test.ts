/** Browsers without vectors fetch the build for them; all others have theirs already. */

import plain from "virtual:kernel/plain";
import vectors from "virtual:kernel/vectors";
import { beforeEach, expect, it, vi } from "vitest";

/** Bytes of each build that is compiled. */
async function bytesCompiled(hasVectors: boolean, isFetched: boolean): Promise<number[]> {
  const { best, fetchKernel } = await import("./kernel-code");
  vi.spyOn(WebAssembly, "validate").mockReturnValue(hasVectors);
  const compile = vi.spyOn(WebAssembly, "Module");
  if (isFetched) await fetchKernel();
  expect(WebAssembly.Module.exports(best()).map(({ name }) => name)).toContain("segment");
  return compile.mock.calls.map(([bytes]) => bytes.byteLength);
}

const bytesOf = (base64: string): number => atob(base64).length;

beforeEach(() => void vi.resetModules());

it("takes the build without vectors where the browser has none", async () => {
  expect(await bytesCompiled(false, true)).toEqual([bytesOf(plain)]);
  expect(bytesOf(plain)).not.toBe(bytesOf(vectors));
});

it.each([true, false])("takes the build with vectors elsewhere, fetched or not: %s", async (isFetched) => {
  expect(await bytesCompiled(true, isFetched)).toEqual([bytesOf(vectors)]);
});
