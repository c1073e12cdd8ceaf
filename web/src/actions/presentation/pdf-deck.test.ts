// @vitest-environment jsdom
/** What the reader of PDFs says of a file in; words that say what to do out. */

import { beforeEach, expect, test, vi } from "vitest";
import { PRESENTING } from "../words";
import { PdfDeck } from "./pdf-deck";

const read = vi.hoisted(() => ({
  numPages: 0,
  getPage: async () => Promise.reject(new Error("Invalid page request.")),
}));
vi.mock("pdfjs-dist/legacy/build/pdf.mjs", () => ({
  getDocument: () => ({ promise: Promise.resolve(read), destroy: async () => undefined }),
  InvalidPDFException: class {},
  PasswordException: class {},
  PDFWorker: { create: () => null },
  VerbosityLevel: {},
}));

const file = Object.assign(new File(["x"], "talk.pdf"), { arrayBuffer: async () => new ArrayBuffer(1) });

beforeEach(() => {
  vi.stubGlobal(
    "Worker",
    class extends EventTarget {
      terminate(): void {}
    },
  );
});

test("a PDF without a page is none to be shown", async () => {
  read.numPages = 0;
  await expect(PdfDeck.open(file)).rejects.toThrow(PRESENTING.broken("talk.pdf"));
});

test("a page that cannot be drawn is said in the page's own words", async () => {
  read.numPages = 2;
  const deck = await PdfDeck.open(file);
  await expect(deck.slide(1, { width: 1, height: 1 })).rejects.toThrow(PRESENTING.pageNotShown(2));
});
