/** The pages of a PDF as slides: pdf.js draws them, in a worker of its own. Loaded with the first PDF. */

import type { PDFDocumentProxy, PDFPageProxy } from "pdfjs-dist";
import {
  getDocument,
  InvalidPDFException,
  PasswordException,
  PDFWorker,
  VerbosityLevel,
} from "pdfjs-dist/legacy/build/pdf.mjs";
import type { Size } from "../../shared/messages";
import { PRESENTING } from "../words";
import type { Deck } from "./deck";

/** Pixels of a slide's longer side at most: larger ones fill the memory of phones. */
const LONGEST = 4096;
/** Of what a page says, for those who do not see it. */
const LONGEST_TEXT = 2000;

export class PdfDeck implements Deck {
  private constructor(
    private readonly document: PDFDocumentProxy,
    private readonly end: () => void,
  ) {}

  /** Throws an Error whose message says what to do. */
  static async open(file: File): Promise<PdfDeck> {
    const thread = new Worker(new URL("./pdf-worker.ts", import.meta.url), { type: "module" });
    const parts = (folder: string): string => new URL(`pdf/${folder}/`, document.baseURI).href;
    const opening = getDocument({
      data: await file.arrayBuffer(),
      worker: PDFWorker.create({ port: thread }),
      cMapUrl: parts("cmaps"),
      standardFontDataUrl: parts("standard_fonts"),
      wasmUrl: parts("wasm"),
      verbosity: VerbosityLevel.ERRORS,
    });
    const failed = new Promise<never>((_, reject) => {
      thread.addEventListener("error", () => reject(new TypeError("the reader of PDFs was not loaded")));
    });
    const end = (): void => void opening.destroy().finally(() => thread.terminate());
    try {
      const document = await Promise.race([opening.promise, failed]);
      if (document.numPages === 0) throw new Error(PRESENTING.broken(file.name));
      return new PdfDeck(document, end);
    } catch (error) {
      end();
      if (error instanceof PasswordException) throw new Error(PRESENTING.locked(file.name), { cause: error });
      if (error instanceof InvalidPDFException) throw new Error(PRESENTING.broken(file.name), { cause: error });
      throw error;
    }
  }

  get count(): number {
    return this.document.numPages;
  }

  async slide(index: number, room: Size): Promise<HTMLElement> {
    try {
      return await this.draw(index, room);
    } catch (error) {
      throw new Error(PRESENTING.pageNotShown(index + 1), { cause: error });
    }
  }

  private async draw(index: number, room: Size): Promise<HTMLElement> {
    const page = await this.document.getPage(index + 1);
    const usual = page.getViewport({ scale: 1 });
    const fit = Math.min(room.width / usual.width, room.height / usual.height);
    const scale = Math.min(fit * devicePixelRatio, LONGEST / Math.max(usual.width, usual.height));
    const viewport = page.getViewport({ scale });
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: Math.round(viewport.width), height: Math.round(viewport.height), role: "img" });
    await page.render({ canvas, viewport }).promise;
    canvas.setAttribute("aria-label", await textOf(page));
    page.cleanup();
    return canvas;
  }

  close(): void {
    this.end();
  }
}

async function textOf(page: PDFPageProxy): Promise<string> {
  const { items } = await page.getTextContent();
  const text = items.map((item) => ("str" in item ? item.str : "")).join(" ");
  return text.replace(/\s+/g, " ").trim().slice(0, LONGEST_TEXT);
}
