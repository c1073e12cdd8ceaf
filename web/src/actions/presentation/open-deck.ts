/** Opens the files that a person chose as slides; says what to do where they are none. */

import { PRESENTING } from "../words";
import type { Deck } from "./deck";
import { PictureDeck } from "./picture-deck";

const LARGEST_MB = 500;

/** Opens the first PDF among the files, else their pictures in the order of their names. Throws an Error in words. */
export async function openDeck(files: readonly File[]): Promise<Deck> {
  const pdf = files.find(({ name, type }) => type === "application/pdf" || name.toLowerCase().endsWith(".pdf"));
  const pictures = files.filter(({ type }) => type.startsWith("image/"));
  if (pdf === undefined && pictures.length === 0) throw new Error(PRESENTING.nothing);
  for (const file of pdf === undefined ? pictures : [pdf]) {
    if (file.size === 0) throw new Error(PRESENTING.empty(file.name));
    if (file.size > LARGEST_MB * 2 ** 20) throw new Error(PRESENTING.large(file.name, LARGEST_MB));
  }
  if (pdf === undefined) return new PictureDeck(pictures);
  return (await import("./pdf-deck")).PdfDeck.open(pdf);
}
