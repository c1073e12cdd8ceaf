/** Hands the newest of many values to whoever waits for one. */

export class Newest<T> {
  private readonly waiting = new Set<(next: Promise<T | null>) => void>();
  private last: Promise<T | null> | null = null;
  private value: T | null = null;
  private count = 0;

  get isOver(): boolean {
    return this.last !== null;
  }

  /** Puts a value in the place of the one before. */
  put(value: T): void {
    this.count++;
    this.value = value;
    this.wake(Promise.resolve(value));
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
      const fresh = this.count > seen && this.last === null ? this.value : await (this.last ?? this.coming());
      seen = this.count;
      return fresh === null ? { done: true, value: undefined } : { done: false, value: fresh };
    };
    return { next };
  }

  private coming(): Promise<T | null> {
    return new Promise((done) => this.waiting.add(done));
  }

  private wake(next: Promise<T | null>): void {
    for (const done of this.waiting) done(next);
    this.waiting.clear();
  }
}
