/** Pictures as slides, in the order of their names. */

import { PRESENTING } from "../words";
import type { Deck } from "./deck";

/** Pictures, one a slide. */
export class PictureDeck implements Deck {
  private readonly pictures: readonly File[];
  private readonly shown = new Map<File, string>();

  constructor(pictures: readonly File[]) {
    const order = new Intl.Collator(undefined, { numeric: true }); // 2.png is before 10.png
    this.pictures = [...pictures].sort((one, other) => order.compare(pathOf(one), pathOf(other)));
  }

  get count(): number {
    return this.pictures.length;
  }

  async slide(index: number): Promise<HTMLElement> {
    const file = this.pictures[index] as File;
    const address = this.shown.get(file) ?? URL.createObjectURL(file);
    this.shown.set(file, address);
    const picture = Object.assign(new Image(), { src: address, alt: file.name });
    try {
      await picture.decode();
    } catch (error) {
      throw new Error(PRESENTING.notShown(file.name), { cause: error });
    }
    return picture;
  }

  close(): void {
    for (const address of this.shown.values()) URL.revokeObjectURL(address);
  }
}

function pathOf(file: File): string {
  return file.webkitRelativePath || file.name;
}
