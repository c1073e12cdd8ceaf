/** The form for one connector: what kind it is, its address and its secret. */

import { make, makeButton } from "../../ui/make";
import { CONNECTORS } from "../words";
import type { Connector, ConnectorChange, NewConnector } from "./connectors";

type Kind = Connector["kind"];

/** Which fields a kind has beside its name and its address. */
const ASKS: Readonly<Record<Kind, readonly ("user" | "secret")[]>> = {
  webhook: ["secret"],
  mqtt: ["user", "secret"],
  "home-assistant": ["secret"],
  hue: [],
  sonos: [],
};
/** What the server takes (backend/actions/schemas.py). */
const LONGEST = { name: 60, address: 500, user: 200, secret: 2000 };
const ADDRESS = /^[!-~]+$/;
const SECRET = /^([!-~]([ -~]*[!-~])?)?$/;

export interface FormListener {
  add(connector: NewConnector): Promise<void>;
  change(before: Connector, change: ConnectorChange): Promise<void>;
  cancel(): void;
  /** Says what is missing. */
  say(words: string): void;
}

/** `before` is one that is there; null: a new one. */
export function connectorForm(before: Connector | null, listener: FormListener): HTMLFormElement {
  const kind = make("select", { name: "kind", disabled: before !== null });
  kind.append(...Object.entries(CONNECTORS.kinds).map(([each, words]) => new Option(words, each)));
  kind.value = before?.kind ?? "webhook";
  const field = (name: keyof typeof LONGEST, value: string): HTMLInputElement =>
    make("input", { name, value, maxLength: LONGEST[name], autocomplete: "off", spellcheck: false });
  const name = field("name", before?.name ?? "");
  const address = field("address", before?.address ?? "");
  const user = field("user", before?.user ?? "");
  const secret = Object.assign(field("secret", ""), { type: "password", autocomplete: "new-password" });
  const [ofUser, ofSecret] = [make("label", {}, CONNECTORS.user, user), make("label", {}, "", secret)];
  const hint = make("p", { className: "hint" });
  const follow = (): void => {
    const now = kind.value as Kind;
    ofUser.hidden = !ASKS[now].includes("user");
    ofSecret.hidden = !ASKS[now].includes("secret");
    ofSecret.firstChild?.replaceWith(CONNECTORS.secrets[now]);
    address.placeholder = CONNECTORS.addresses[now];
    hint.textContent = before?.has_secret === true ? CONNECTORS.keepsSecret : CONNECTORS.hints[now];
  };
  const form = make(
    "form",
    { noValidate: true },
    make("h3", { textContent: before === null ? CONNECTORS.add : CONNECTORS.edit }),
    make("label", {}, CONNECTORS.kind, kind),
    make("label", {}, CONNECTORS.name, name),
    make("label", {}, CONNECTORS.address, address),
    ofUser,
    ofSecret,
    hint,
    make(
      "div",
      { className: "row" },
      makeButton(CONNECTORS.cancel, () => listener.cancel()),
      make("button", { className: "primary", textContent: CONNECTORS.save }),
    ),
  );
  form.addEventListener("change", follow);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const now = kind.value as Kind;
    const known = { name: name.value.trim(), address: address.value.trim() };
    const wrong: readonly (readonly [field: HTMLInputElement, isRight: boolean, words: string])[] = [
      [name, known.name !== "", CONNECTORS.noName],
      [address, ADDRESS.test(known.address), CONNECTORS.noAddress(CONNECTORS.addresses[now])],
      [secret, !ASKS[now].includes("secret") || SECRET.test(secret.value), CONNECTORS.badSecret],
    ];
    for (const [field, isRight, words] of wrong) {
      if (isRight) continue;
      listener.say(words);
      field.focus();
      return;
    }
    const asked = {
      ...(ASKS[now].includes("user") && { user: user.value }),
      ...(ASKS[now].includes("secret") && secret.value !== "" && { secret: secret.value }),
    };
    if (before === null) void listener.add({ kind: now, ...known, ...asked });
    else void listener.change(before, { ...changed(before, known), ...asked });
  });
  follow();
  return form;
}

/** What is other than before: an address that stays keeps its secret. */
function changed(
  before: Connector,
  now: { readonly name: string; readonly address: string },
): { readonly name?: string; readonly address?: string } {
  return {
    ...(now.name !== before.name && { name: now.name }),
    ...(now.address !== before.address && { address: now.address }),
  };
}
