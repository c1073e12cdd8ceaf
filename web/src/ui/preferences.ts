/** What a person has set for this device: kept in its browser, and told to whoever asks to be told. */

export interface Preferences {
  /** Whether the picture moves like a mirror; `auto`: that of a camera that faces the person does. */
  readonly mirror: "auto" | "on" | "off";
  /** Whether a second hand is named, too. */
  readonly twoHands: boolean;
  /** From which probability a name counts as sure, 0 … 1; null: as the model asks for. */
  readonly threshold: number | null;
  /** Whether a hand's bones are drawn on the picture. */
  readonly skeleton: boolean;
  /** Whether a sound is played when a gesture is recognised. */
  readonly sound: boolean;
  /** Whether single letters are commands, are so only together with Alt, or never are. */
  readonly shortcuts: "on" | "modifier" | "off";
}

export const USUAL: Preferences = {
  mirror: "auto",
  twoHands: true,
  threshold: null,
  skeleton: true,
  sound: false,
  shortcuts: "on",
};

const KEY = "preferences";
const isBoolean = (value: unknown): boolean => typeof value === "boolean";
const isOneOf =
  (...choices: readonly unknown[]) =>
  (value: unknown): boolean =>
    choices.includes(value);
const IS_VALID: Readonly<Record<keyof Preferences, (value: unknown) => boolean>> = {
  mirror: isOneOf("auto", "on", "off"),
  twoHands: isBoolean,
  threshold: (value) => value === null || (typeof value === "number" && value >= 0 && value <= 1),
  skeleton: isBoolean,
  sound: isBoolean,
  shortcuts: isOneOf("on", "modifier", "off"),
};

export class PreferenceStore {
  private current: Preferences;
  private readonly watchers: ((preferences: Preferences) => void)[] = [];

  /** `store` outlives the page; null where the browser forbids storage: then what is set holds until the page closes. */
  constructor(private readonly store: Pick<Storage, "getItem" | "setItem"> | null) {
    this.current = read(store);
  }

  get all(): Preferences {
    return this.current;
  }

  /** Sets one, keeps it and tells the watchers. Throws RangeError where the value is none that it can have. */
  set<Name extends keyof Preferences>(name: Name, value: Preferences[Name]): void {
    if (!IS_VALID[name](value)) throw new RangeError(`${name} cannot be ${String(value)}`);
    this.current = { ...this.current, [name]: value };
    try {
      this.store?.setItem(KEY, JSON.stringify(this.current));
    } catch {
      // Full or forbidden: it holds until the page closes.
    }
    for (const watcher of this.watchers) watcher(this.current);
  }

  /** Calls `watcher` with what is set, now and after every change. */
  watch(watcher: (preferences: Preferences) => void): void {
    this.watchers.push(watcher);
    watcher(this.current);
  }
}

/** What was kept, as far as it is valid; the rest is as usual. */
function read(store: Pick<Storage, "getItem"> | null): Preferences {
  try {
    const kept: unknown = JSON.parse(store?.getItem(KEY) ?? "{}");
    if (typeof kept !== "object" || kept === null) return USUAL;
    const valid = Object.entries(kept).filter(([name, value]) => Object.hasOwn(IS_VALID, name) && isValid(name, value));
    return { ...USUAL, ...Object.fromEntries(valid) };
  } catch {
    return USUAL; // nothing readable: of another page, or the browser forbids it
  }
}

function isValid(name: string, value: unknown): boolean {
  return IS_VALID[name as keyof Preferences](value);
}
