/**
 * Small connected components of a mask: pixels of 0 and 1 in, the pixels of small components changed, in place.
 */

/** Labels components of equal value in two passes with union-find; reused from frame to frame. */
export class Components {
  private readonly labels: Int32Array;
  private readonly parents: Int32Array;
  private readonly areas: Int32Array;

  constructor(
    private readonly width: number,
    private readonly height: number,
  ) {
    this.labels = new Int32Array(width * height);
    this.parents = new Int32Array(width * height + 1);
    this.areas = new Int32Array(width * height + 1);
  }

  /** Sets components of `value` with fewer than `area` pixels to the other value; `diagonal` is 8-connectivity. */
  flipSmall(mask: Uint8Array, value: 0 | 1, area: number, diagonal: boolean): void {
    this.label(mask, value, diagonal);
    const { labels, areas } = this;
    areas.fill(0);
    for (let i = 0; i < labels.length; i++) {
      if (labels[i] === 0) continue;
      const root = this.root(labels[i] as number);
      labels[i] = root;
      areas[root] = (areas[root] as number) + 1;
    }
    for (let i = 0; i < labels.length; i++) {
      const root = labels[i] as number;
      if (root !== 0 && (areas[root] as number) < area) mask[i] = 1 - value;
    }
  }

  private label(mask: Uint8Array, value: number, diagonal: boolean): void {
    const { labels, parents, width, height } = this;
    let next = 1;
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        if (mask[i] !== value) {
          labels[i] = 0;
          continue;
        }
        let label = x > 0 ? (labels[i - 1] as number) : 0;
        if (y > 0) {
          label = this.join(label, labels[i - width] as number);
          if (diagonal && x > 0) label = this.join(label, labels[i - width - 1] as number);
          if (diagonal && x + 1 < width) label = this.join(label, labels[i - width + 1] as number);
        }
        if (label === 0) {
          label = next++;
          parents[label] = label;
        }
        labels[i] = label;
      }
    }
  }

  private join(a: number, b: number): number {
    if (a === 0 || b === 0 || a === b) return a || b;
    const rootA = this.root(a);
    const rootB = this.root(b);
    if (rootA < rootB) this.parents[rootB] = rootA;
    else this.parents[rootA] = rootB;
    return Math.min(rootA, rootB);
  }

  private root(label: number): number {
    const { parents } = this;
    let at = label;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at] as number] as number;
      at = parents[at] as number;
    }
    return at;
  }
}
