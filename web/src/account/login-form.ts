/** The form to log in or to register: two tabs, the same fields, and what is wrong said beside the field it is about. */

import type { ApiError, Intent } from "../api/api";
import { element, setText } from "../ui/element";
import { ACCOUNT as WORDS } from "../ui/words";

export interface Credentials {
  readonly name: string;
  readonly password: string;
  readonly remember: boolean;
  readonly intent: Intent;
}

type Field = "name" | "password";

/** The server takes no shorter ones. */
const SHORTEST_PASSWORD = 8;
const INTENTS: readonly Intent[] = ["log_in", "register"];

export class LoginForm {
  private readonly form: HTMLElement;
  private readonly tabs: Readonly<Record<Intent, HTMLButtonElement>>;
  private readonly fields: Readonly<Record<Field, HTMLInputElement>>;
  private readonly errors: Readonly<Record<Field, HTMLElement>>;
  private intent: Intent = "log_in";

  /** `onSubmit` gets what was typed, once nothing of it is sure to be refused. */
  constructor(
    private readonly page: Document,
    onSubmit: (credentials: Credentials) => void,
  ) {
    this.form = element(page, "login", HTMLElement);
    this.tabs = {
      log_in: element(page, "log-in-tab", HTMLButtonElement),
      register: element(page, "register-tab", HTMLButtonElement),
    };
    this.fields = {
      name: element(page, "name", HTMLInputElement),
      password: element(page, "password", HTMLInputElement),
    };
    this.errors = {
      name: element(page, "name-error", HTMLElement),
      password: element(page, "password-error", HTMLElement),
    };
    for (const intent of INTENTS) {
      this.tabs[intent].addEventListener("click", () => this.choose(intent));
      this.tabs[intent].addEventListener("keydown", (event) => this.move(event));
    }
    for (const field of ["name", "password"] as const) {
      this.fields[field].addEventListener("input", () => this.mark(field, ""));
    }
    element(page, "login-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      const typed = this.check();
      if (typed !== null) onSubmit(typed);
    });
  }

  /**
   * Shows the form, or hides it from somebody who is logged in, and next time logs in; a name is filled in where it is
   * given. What was wrong before is not said any more.
   */
  show(on: boolean, name: string | null = null): void {
    this.form.hidden = !on;
    if (name !== null) this.fields.name.value = name;
    if (!on) {
      this.fields.password.value = "";
      this.choose("log_in");
    }
    this.unmark();
  }

  /** Says what the server refused, where it is about a field; else false. */
  explain(error: ApiError): boolean {
    const field = fieldOf(error);
    if (field === null) return false;
    this.mark(field, error.message);
    this.fields[field].focus();
    return true;
  }

  private choose(intent: Intent): void {
    this.intent = intent;
    for (const each of INTENTS) {
      this.tabs[each].setAttribute("aria-selected", String(each === intent));
      this.tabs[each].tabIndex = each === intent ? 0 : -1;
    }
    element(this.page, "login-form", HTMLFormElement).setAttribute("aria-labelledby", this.tabs[intent].id);
    setText(element(this.page, "login-submit", HTMLButtonElement), WORDS.intents[intent]);
    this.fields.password.autocomplete = intent === "register" ? "new-password" : "current-password";
    this.unmark();
  }

  /** Arrow keys go from tab to tab, as everywhere. */
  private move(event: KeyboardEvent): void {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    const other = this.intent === "log_in" ? "register" : "log_in";
    this.choose(other);
    this.tabs[other].focus();
  }

  /** What was typed; null where something is missing, which is said. */
  private check(): Credentials | null {
    const [name, password] = [this.fields.name.value.trim(), this.fields.password.value];
    this.unmark();
    if (name === "") this.mark("name", WORDS.noName);
    if (password === "") this.mark("password", WORDS.noPassword);
    else if (this.intent === "register" && password.length < SHORTEST_PASSWORD) {
      this.mark("password", WORDS.shortPassword(SHORTEST_PASSWORD));
    }
    const wrong = (["name", "password"] as const).find((field) => this.errors[field].textContent !== "");
    if (wrong !== undefined) {
      this.fields[wrong].focus();
      return null;
    }
    const remember = element(this.page, "remember", HTMLInputElement).checked;
    return { name, password, remember, intent: this.intent };
  }

  private unmark(): void {
    this.mark("name", "");
    this.mark("password", "");
  }

  private mark(field: Field, problem: string): void {
    setText(this.errors[field], problem);
    if (problem === "") this.fields[field].removeAttribute("aria-invalid");
    else this.fields[field].setAttribute("aria-invalid", "true");
  }
}

/** Which field the server's refusal is about: an unknown or taken name, a wrong password; else as its words say. */
function fieldOf({ status, message }: ApiError): Field | null {
  if (status === 401) return "password";
  if (status === 404 || status === 409) return "name";
  if (status !== 422) return null;
  return /\bpassword\b/i.test(message) ? "password" : "name";
}
