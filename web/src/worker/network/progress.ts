/** Adds up the progress of several files to one share of the whole. */

export type OnProgress = (loaded: number, total: number) => void;

export class Progress {
  private readonly parts = new Map<string, { seen: number; size: number }>();

  constructor(private readonly onProgress: OnProgress) {}

  /** Says that a file of so many bytes is part of the whole. */
  expect(name: string, size: number): void {
    this.parts.set(name, { seen: 0, size });
    this.tell();
  }

  /** Says how many bytes of a file are here; never more than were expected, whatever the server sends. */
  show(name: string, bytes: number): void {
    const part = this.parts.get(name);
    if (part === undefined) return;
    part.seen = Math.min(bytes, part.size);
    this.tell();
  }

  private tell(): void {
    let [loaded, total] = [0, 0];
    for (const { seen, size } of this.parts.values()) {
      loaded += seen;
      total += size;
    }
    this.onProgress(loaded, total);
  }
}
