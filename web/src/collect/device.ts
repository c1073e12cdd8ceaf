/** Names the browser and system in a few words, for example "Chromium, Linux"; the server knows no other words. */

const BROWSERS: readonly (readonly [string, RegExp])[] = [
  ["Edge", /\bEdg\//],
  ["Opera", /\bOPR\//],
  ["Firefox", /\b(?:Firefox|FxiOS)\//],
  ["Chromium", /\b(?:Headless)?(?:Chrome|Chromium|CriOS)\//],
  ["Safari", /\bVersion\/\S+ .*Safari\//],
];

const SYSTEMS: readonly (readonly [string, RegExp])[] = [
  ["Android", /Android/],
  ["iOS", /iPhone|iPad|iPod/],
  ["ChromeOS", /CrOS/],
  ["Windows", /Windows/],
  ["macOS", /Mac OS X|Macintosh/],
  ["Linux", /Linux|X11/],
];

/** Browser and system; no more than is needed to compare speeds. */
export function describeDevice(userAgent: string): string {
  const nameIn = (names: typeof SYSTEMS): string | undefined =>
    names.find(([, pattern]) => pattern.test(userAgent))?.[0];
  return `${nameIn(BROWSERS) ?? "Unknown browser"}, ${nameIn(SYSTEMS) ?? "unknown system"}`;
}
