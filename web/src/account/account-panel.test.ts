// @vitest-environment jsdom
/** The account panel on the page's own HTML: logging in, choosing what may be kept, logging out, and what goes wrong. */

import { beforeEach, expect, test } from "vitest";
import { ApiError, type Intent } from "../api/api";
import { type Account, CONSENT_VERSION, type Consent } from "../api/consent";
import { openPage, textOf } from "../testing/pages";
import { soon } from "../testing/soon";
import { AccountPanel } from "./account-panel";
import { KnownAccount } from "./known-account";
import { PendingConsent } from "./pending-consent";

/** A small server: accounts by name with their passwords, and who is logged in. */
class SmallServer {
  readonly passwords = new Map([["Bob", "battery staple"]]);
  loggedIn: Account | null = null;
  isDown = false;

  async logIn(name: string, password: string, _: boolean, intent: Intent): Promise<Account & { registered: boolean }> {
    this.check();
    const known = this.passwords.get(name);
    if (known === undefined && intent === "log_in") throw new ApiError(404, "No account has this name.");
    if (known !== undefined && intent === "register") throw new ApiError(409, "This name is registered already.");
    if (known !== undefined && known !== password) throw new ApiError(401, "The password is wrong. Try again.");
    this.passwords.set(name, password);
    this.loggedIn = { name, consent: null };
    return { ...this.loggedIn, registered: known === undefined };
  }

  async logOut(): Promise<void> {
    this.check();
    this.loggedIn = null;
  }

  async session(): Promise<Account | null> {
    this.check();
    return this.loggedIn;
  }

  async setConsent(level: Consent["level"]): Promise<Consent> {
    this.check();
    if (this.loggedIn === null) throw new ApiError(401, "Log in first.");
    const consent = { level, version: CONSENT_VERSION };
    this.loggedIn = { ...this.loggedIn, consent };
    return consent;
  }

  private check(): void {
    if (this.isDown) throw new ApiError(0, "The server cannot be reached. Check the connection and try again.");
  }
}

let server: SmallServer;
let known: (Account | null)[];
let waiting: Map<string, number>;
let told: number;
let stores: Map<string, string>[];
let panel: AccountPanel;

const input = (id: string): HTMLInputElement => document.getElementById(id) as HTMLInputElement;
const isHidden = (id: string): boolean => document.getElementById(id)?.hidden === true;
const radio = (level: string): HTMLInputElement =>
  document.querySelector(`input[name=consent][value=${level}]`) as HTMLInputElement;
const said = (words: string | RegExp): Promise<void> => soon(() => expect(textOf("account-notice")).toMatch(words));

function logIn(name: string, password: string): void {
  input("log-in-tab").click();
  submit(name, password);
}

function register(name: string, password: string): void {
  input("register-tab").click();
  submit(name, password);
}

function submit(name: string, password: string): void {
  input("name").value = name;
  input("password").value = password;
  input("login-form").dispatchEvent(new Event("submit", { cancelable: true }));
}

beforeEach(() => {
  openPage("index.html");
  server = new SmallServer();
  known = [];
  waiting = new Map();
  told = 0;
  stores = [new Map(), new Map()];
  panel = openPanel();
});

function openPanel(): AccountPanel {
  const [lasting, passing] = stores.map((store) => ({
    getItem: (key: string) => store.get(key) ?? null,
    setItem: (key: string, value: string) => void store.set(key, value),
    removeItem: (key: string) => void store.delete(key),
  }));
  return new AccountPanel({
    page: document,
    api: server,
    outbox: {
      waitingOf: async (name) => waiting.get(name) ?? 0,
      forget: async (name) => {
        const gone = waiting.get(name) ?? 0;
        waiting.delete(name);
        return gone;
      },
    },
    known: new KnownAccount(lasting ?? null, passing ?? null),
    pendingConsent: new PendingConsent(lasting ?? null, server),
    onAccount: (account) => known.push(account),
    tellOthers: () => told++,
  });
}

test("nobody is asked anything before the server has said who is logged in", async () => {
  expect([isHidden("login"), isHidden("logged-in")]).toEqual([true, true]);
  await panel.open();
  expect([isHidden("login"), isHidden("logged-in")]).toEqual([false, true]);
  expect(known).toEqual([null]);
});

test("a new name is registered, nothing is chosen for it, and the password does not stay on the page", async () => {
  await panel.open();
  register(" Ada ", "correct horse battery");
  await said("Welcome, Ada. Choose what may be kept.");
  expect(textOf("account-name")).toBe("Ada");
  expect([radio("nothing").checked, radio("shapes").checked]).toEqual([false, false]);
  expect(input("password").value).toBe("");
  expect(known.at(-1)).toEqual({ name: "Ada", consent: null });
});

test("an answer of before the log-in does not log out again", async () => {
  let answer: (account: null) => void = () => undefined;
  server.session = () =>
    new Promise((resolve) => {
      answer = resolve;
    });
  const opening = panel.open();
  register("Ada", "correct horse battery");
  await said("Welcome, Ada.");
  answer(null);
  await opening;
  expect([isHidden("logged-in"), known.at(-1)?.name]).toEqual([false, "Ada"]);
});

test("a known name is welcomed back, a wrong password is said", async () => {
  await panel.open();
  logIn("Bob", "wrong");
  await soon(() => expect(textOf("password-error")).toBe("The password is wrong. Try again."));
  expect([isHidden("login"), textOf("account-notice")]).toEqual([false, ""]);
  expect(input("password").getAttribute("aria-invalid")).toBe("true");
  logIn("Bob", "battery staple");
  await said("Welcome back, Bob.");
  expect([textOf("password-error"), input("password").hasAttribute("aria-invalid")]).toEqual(["", false]);
});

test("a choice is in force when the server has it", async () => {
  server.loggedIn = { name: "Ada", consent: null };
  await panel.open();
  radio("shapes").click();
  await said("are kept from now on");
  expect(known.at(-1)?.consent).toEqual({ level: "shapes", version: CONSENT_VERSION });
  radio("nothing").click();
  await said("Nothing is kept.");
  expect(known.at(-1)?.consent?.level).toBe("nothing");
});

test("a choice that the server did not get is not shown as made", async () => {
  server.loggedIn = { name: "Ada", consent: null };
  await panel.open();
  server.isDown = true;
  radio("shapes").click();
  await said("cannot be reached");
  expect(radio("shapes").checked).toBe(false);
  expect(known.at(-1)?.consent).toBeNull();
});

test("less is in force at once, also where the server cannot be reached", async () => {
  server.loggedIn = { name: "Ada", consent: { level: "photos", version: CONSENT_VERSION } };
  await panel.open();
  expect(isHidden("consent-again")).toBe(true);
  server.isDown = true;
  radio("nothing").click();
  await said("In this browser that is in force, and the server is told as soon as it can be reached.");
  expect(known.at(-1)?.consent?.level).toBe("nothing");
  expect(radio("nothing").checked).toBe(true);
});

test("less that the server did not get stays in force after a reload, and the server gets it then", async () => {
  server.loggedIn = { name: "Ada", consent: { level: "photos", version: CONSENT_VERSION } };
  await panel.open();
  server.isDown = true;
  radio("shapes").click();
  await said("In this browser that is in force");
  server.isDown = false;
  known = [];
  await openPanel().open();
  expect(known.map((account) => account?.consent?.level)).toEqual(["shapes"]);
  expect(server.loggedIn.consent?.level).toBe("shapes");

  radio("photos").click(); // more is a choice of its own, which nothing takes back
  await said("with them, are kept from now on");
  await openPanel().open();
  expect(known.at(-1)?.consent?.level).toBe("photos");
});

test("less that one person chose is not another's choice", async () => {
  server.loggedIn = { name: "Ada", consent: { level: "photos", version: CONSENT_VERSION } };
  await panel.open();
  server.isDown = true;
  radio("nothing").click();
  await said("In this browser that is in force");
  server.isDown = false;
  server.loggedIn = { name: "Bob", consent: { level: "photos", version: CONSENT_VERSION } };
  await openPanel().open();
  expect(known.at(-1)?.consent?.level).toBe("photos");
});

test("a choice for older words is asked for again", async () => {
  server.loggedIn = { name: "Ada", consent: { level: "shapes", version: CONSENT_VERSION - 1 } };
  await panel.open();
  expect(radio("shapes").checked).toBe(false);
  expect(isHidden("consent-again")).toBe(false);
});

test("logging out shows the form, and so does a session that ended elsewhere", async () => {
  server.loggedIn = { name: "Ada", consent: null };
  await panel.open();
  input("log-out").click();
  await said("Logged out");
  expect(told).toBe(1);
  expect([isHidden("login"), known.at(-1)]).toEqual([false, null]);

  server.loggedIn = { name: "Ada", consent: null };
  await panel.open();
  server.loggedIn = null;
  radio("nothing").click();
  await said("Log in first.");
  expect([isHidden("login"), known.at(-1)]).toEqual([false, null]);
});

test("what waits of somebody who logs out stays for them, or is deleted at their word", async () => {
  server.loggedIn = { name: "Ada", consent: null };
  await panel.open();
  waiting.set("Ada", 3);
  input("log-out").click();
  await said("3 samples wait in this browser until Ada logs in again.");
  expect(isHidden("forget")).toBe(false);
  input("forget").click();
  await said("3 samples deleted.");
  expect([isHidden("forget"), waiting.size]).toEqual([true, 0]);
});

test("a session that ended in mid-use asks the same person to log in again", async () => {
  server.loggedIn = { name: "Ada", consent: null };
  await panel.open();
  waiting.set("Ada", 1);
  server.loggedIn = null;
  await panel.askWho();
  await said("Ada, your session has ended. Log in again to continue. 1 sample waits in this browser until Ada logs in");
  expect([isHidden("login"), input("name").value]).toEqual([false, "Ada"]);
  server.loggedIn = { name: "Bob", consent: null };
  await panel.askWho();
  expect(known.at(-1)?.name).toBe("Bob");
});

test("somebody else who logged in, in another tab, is said", async () => {
  server.loggedIn = { name: "Ada", consent: null };
  await panel.open();
  server.loggedIn = { name: "Bob", consent: null };
  await panel.askWho();
  await said("Bob is logged in now, not Ada.");
});

test("a name that is registered anew does not inherit what waited under it", async () => {
  await panel.open();
  waiting.set("Ada", 5);
  register("Ada", "correct horse battery");
  await said("Welcome, Ada.");
  expect(waiting.has("Ada")).toBe(false);
});

test("a start without a network goes on as who was logged in last; after logging out as nobody", async () => {
  await panel.open();
  register("Ada", "correct horse battery");
  await said("Welcome, Ada.");
  server.isDown = true;
  await openPanel().open();
  expect(known.at(-1)?.name).toBe("Ada");
  server.isDown = false;
  input("log-out").click();
  await said("Logged out");
  server.isDown = true;
  await openPanel().open();
  expect(known.at(-1)).toBeNull();
});

test("who is not to be remembered is forgotten with the tab, who is stays", async () => {
  await panel.open();
  register("Ada", "correct horse battery");
  await said("Welcome, Ada.");
  expect(stores.map((store) => store.size)).toEqual([0, 1]);
  input("remember").checked = true;
  logIn("Ada", "correct horse battery");
  await said("Welcome back, Ada.");
  expect(stores.map((store) => store.size)).toEqual([1, 0]);
});

test("an account that is deleted leaves nothing here", async () => {
  server.loggedIn = { name: "Ada", consent: null };
  await panel.open();
  waiting.set("Ada", 2);
  await panel.afterDeletion();
  await said("Your account is deleted");
  expect([waiting.size, known.at(-1), isHidden("login")]).toEqual([0, null, false]);
});
