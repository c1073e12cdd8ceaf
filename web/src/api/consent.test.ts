/** Consent: only a choice made for this page's words counts. */

import { expect, test } from "vitest";
import { type Account, allows, CONSENT_LEVELS, CONSENT_VERSION, type Consent, chosenLevel } from "./consent";

const account = (consent: unknown): Account => ({ name: "Ada", consent: consent as Consent | null });

test.each([
  [null, null, ["nothing"]],
  [{ level: "nothing", version: CONSENT_VERSION }, "nothing", ["nothing"]],
  [{ level: "shapes", version: CONSENT_VERSION }, "shapes", ["nothing", "shapes"]],
  [{ level: "photos", version: CONSENT_VERSION }, "photos", ["nothing", "shapes", "photos"]],
  [{ level: "photos", version: CONSENT_VERSION - 1 }, null, ["nothing"]],
  [{ level: "shapes", version: CONSENT_VERSION + 1 }, null, ["nothing"]],
])("consent %j is the choice %s, which allows %j", (consent, level, allowed) => {
  expect(chosenLevel(account(consent))).toBe(level);
  expect(CONSENT_LEVELS.filter((each) => allows(account(consent), each))).toEqual(allowed);
});

test("nobody allows nothing", () => {
  expect([allows(null, "shapes"), allows(null, "photos")]).toEqual([false, false]);
});

test("a level that the page does not know allows nothing", () => {
  const unknown = account({ level: "everything", version: CONSENT_VERSION });
  expect([allows(unknown, "shapes"), allows(unknown, "photos")]).toEqual([false, false]);
});
