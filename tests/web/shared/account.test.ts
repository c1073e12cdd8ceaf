/** Consent: only a choice made for this page's words counts. */

import { expect, test } from "vitest";
import { allowsSilhouettes, CONSENT_VERSION, chosenLevel, parseAccount } from "../../../web/src/shared/account";

const account = (consent: unknown): ReturnType<typeof parseAccount> => parseAccount({ name: "Ada", consent });

test.each([
  [null, null],
  [{ level: "nothing", version: CONSENT_VERSION }, "nothing"],
  [{ level: "silhouettes", version: CONSENT_VERSION }, "silhouettes"],
  [{ level: "silhouettes", version: CONSENT_VERSION + 1 }, null],
])("consent %j is the choice %s", (consent, level) => {
  expect(chosenLevel(account(consent))).toBe(level);
  expect(allowsSilhouettes(account(consent))).toBe(level === "silhouettes");
});

test("nobody allows nothing", () => {
  expect(allowsSilhouettes(null)).toBe(false);
});

test("a level that the page does not know is refused", () => {
  expect(() => account({ level: "everything", version: 1 })).toThrow("reply.consent.level");
  expect(() => parseAccount({ name: "Ada" })).toThrow("reply.consent");
});
