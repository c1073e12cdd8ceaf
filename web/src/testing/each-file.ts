/**
 * Before each file of tests: the document is empty, and what the file before listens to is no longer listened to. Files
 * share a window where they run one after another, and pages listen for as long as they are open.
 */

interface Listening {
  readonly type: string;
  readonly listener: EventListenerOrEventListenerObject;
  readonly options: boolean | AddEventListenerOptions | undefined;
}

const KEY = Symbol.for("listened to");
type Listened = EventTarget & { [KEY]?: Listening[] };

if (typeof window !== "undefined") {
  for (const target of [window, document]) forget(target);
  document.body = document.createElement("body");
}

function forget(target: Listened): void {
  const listened = target[KEY];
  if (listened === undefined) {
    watch(target);
    return;
  }
  for (const { type, listener, options } of listened.splice(0)) target.removeEventListener(type, listener, options);
}

function watch(target: Listened): void {
  const listened: Listening[] = [];
  target[KEY] = listened;
  const add = target.addEventListener;
  target.addEventListener = function (this: EventTarget, type, listener, options): void {
    if (listener !== null) listened.push({ type, listener, options });
    add.call(this, type, listener, options);
  };
}
