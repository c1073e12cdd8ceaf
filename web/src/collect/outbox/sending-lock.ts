/** The right to send: one tab of the browser at a time, and none while somebody looks at what waits. */

const NAME = "sending the outbox";

/** Does some work while nobody else sends, also in other tabs. */
export type SendingLock = (work: () => Promise<void>) => Promise<void>;

/** The browser's lock. Without one (plain http) tabs may send the same, which the server stores once. */
export function sendingLock(locks: LockManager | undefined): SendingLock {
  if (locks === undefined) return (work) => work();
  return async (work) => {
    await locks.request(NAME, work);
  };
}
