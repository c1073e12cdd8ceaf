/** Hands the newest of many values to whoever waits for one. */

interface Counted<T> {
  readonly value: T;
  readonly count: number;
}

export class Newest<T> {
  private readonly waiting = new Set<(next: Promise<Counted<T> | null>) => void>();
  private newest: Counted<T> | null = null;
  /** What comes after the last value: nothing, or an error. */
  private last: Promise<null> | null = null;

  get isOver(): boolean {
    return this.last !== null;
  }

  /** Puts a value in the place of the one before. */
  put(value: T): void {
    this.newest = { value, count: this.count + 1 };
    this.wake(Promise.resolve(this.newest));
  }

  /** No value comes any more; `error` is thrown to those who wait. */
  end(error: Error | null): void {
    this.last = error === null ? Promise.resolve(null) : Promise.reject(error);
    this.last.catch(() => undefined); // nobody need wait
    this.wake(this.last);
  }

  /** Values from now on, each at most once. */
  iterator(): AsyncIterator<T> {
    let seen = this.count;
    const next = async (): Promise<IteratorResult<T>> => {
      const fresh = await (this.last ?? (this.count > seen ? this.newest : this.coming()));
      if (fresh === null) return { done: true, value: undefined };
      seen = fresh.count;
      return { done: false, value: fresh.value };
    };
    return { next };
  }

  private get count(): number {
    return this.newest?.count ?? 0;
  }

  private coming(): Promise<Counted<T> | null> {
    return new Promise((done) => this.waiting.add(done));
  }

  private wake(next: Promise<Counted<T> | null>): void {
    for (const done of this.waiting) done(next);
    this.waiting.clear();
  }
}
