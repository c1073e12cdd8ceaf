/** Whoever wants to change what the page says, or say it in another language, finds all of it in one place. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const SOURCES = join(import.meta.dirname, "..");

/** Where sentences are: of the page, of what other pages have of it, of the fields of a sample. */
const PLACES =
  /^(ui\/words\/.*|(ui|actions|embed|embed\/sharing|examples|share|stats|stats\/sections)\/words\.ts|collect\/sample-words\.ts)$/;
/** What speaks to programs and engineers, or to another page. */
const OTHERS = ["bench/", "evaluate/", "service-worker/", "testing/", "worker/"];
/** Names of gestures and what is wrong with a file, as the worker says it, too; values that go with samples. */
const NAMES = ["shared/gestures.ts", "shared/strict.ts", "collect/device.ts", "collect/shadow.ts"];

/** Texts of a source that begin with a capital and have two words, or end as sentences do; not those of errors. */
function sentencesIn(name: string, source: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const isError = ts.isNewExpression(node) && node.expression.getText().endsWith("Error");
    if (isError || ts.isImportDeclaration(node) || ts.isThrowStatement(node)) return;
    const text = textOf(node);
    if (text !== null && isSentence(text)) found.push(`${name}: ${text}`);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true));
  return found;
}

function textOf(node: ts.Node): string | null {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return null;
  return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join("");
}

function isSentence(text: string): boolean {
  return /\p{L}{2,} \p{L}/u.test(text) && /^(…|\p{Lu})|[.!?]$/u.test(text);
}

describe("what the page says", () => {
  it("is said in one place", () => {
    const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" })
      .map((file) => file.replaceAll("\\", "/"))
      .filter((file) => file.endsWith(".ts") && !/\.(test|d)\.ts$/.test(file))
      .filter((file) => !PLACES.test(file) && ![...OTHERS, ...NAMES].some((place) => file.startsWith(place)));
    expect(files.length).toBeGreaterThan(100);
    expect(files.flatMap((file) => sentencesIn(file, readFileSync(join(SOURCES, file), "utf8")))).toEqual([]);
  });

  it("would be found elsewhere", () => {
    const template = "`$" + "{name} is gone.`"; // in one piece it would look like a mistake
    const source = `say("Start the camera."); say(${template}); throw new Error("Not a person's."); say("a-b c");`;
    expect(sentencesIn("x.ts", source)).toEqual(["x.ts: Start the camera.", "x.ts: … is gone."]);
  });
});
