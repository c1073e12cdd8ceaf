// @vitest-environment jsdom
/** Options from a call and from attributes in; what is used, and what is told, out. */

import { expect, test } from "vitest";
import { checkOptions, type Options, readAttributes } from "./options";

function read(attributes: Readonly<Record<string, string>>, prefix = ""): [Options, string[]] {
  const element = document.createElement("p");
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  const told: string[] = [];
  return [readAttributes(element, prefix, (message) => told.push(message)), told];
}

test("attributes are read, with a prefix and without", () => {
  const given = { "update-interval": "50", threshold: "0.8", mirror: "", "two-hands": "false", models: "/models/" };
  const used = { updateInterval: 50, threshold: 0.8, mirror: true, twoHands: false, models: "/models/" };
  expect(read(given)).toEqual([used, []]);
  expect(read({ "data-threshold": "1", threshold: "0" }, "data-")).toEqual([{ threshold: 1 }, []]);
});

test.each([
  ["threshold", "1.5", "a number from 0 to 1"],
  ["threshold", "", "a number from 0 to 1"],
  ["update-interval", "often", "a number of milliseconds, 0 or more"],
  ["mirror", "yes", "true or false"],
  ["api-server", "mailto:x@example.org", "the address of a server"],
  ["upload-width", "12.5", "a whole number of pixels, 32 or more"],
  ["models", "ftp://elsewhere", "the address of a server or of a model's manifest.json"],
])("%s=%j is told and left out", (name, value, is) => {
  expect(read({ [name]: value })).toEqual([
    {},
    [`${name} must be ${is}, not ${JSON.stringify(value)}. It is ignored.`],
  ]);
});

test("a width of what is sent needs a server", () => {
  const given = { "upload-width": "640", "api-server": "https://elsewhere.example" };
  expect(read(given)).toEqual([{ uploadWidth: 640, apiServer: "https://elsewhere.example" }, []]);
  const [, told] = read({ "data-upload-width": "640" }, "data-");
  expect(told).toEqual(["data-upload-width does nothing without data-api-server: no picture leaves the browser."]);
});

test("a wrong option, or one that there is not, throws", () => {
  expect(() => checkOptions({ threshold: 0.5, updateInterval: 0, mirror: false })).not.toThrow();
  expect(() => checkOptions({ threshold: Number.NaN })).toThrow(TypeError);
  expect(() => checkOptions({ models: 7 } as unknown as Options)).toThrow("models must be the address");
  expect(() => checkOptions({ treshold: 0.5 } as Options)).toThrow("There is no option treshold.");
});
