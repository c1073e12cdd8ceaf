// @vitest-environment jsdom
/** The form's two tabs on the page's own HTML: what each means, and each mistake beside the field it is about. */

import { beforeEach, expect, test } from "vitest";
import { ApiError } from "../api/api";
import { openPage, textOf } from "../testing/pages";
import { type Credentials, LoginForm } from "./login-form";

let form: LoginForm;
let given: Credentials[];

const input = (id: string): HTMLInputElement => document.getElementById(id) as HTMLInputElement;
const errors = (): string[] => [textOf("name-error"), textOf("password-error")];

function submit(name: string, password: string): void {
  input("name").value = name;
  input("password").value = password;
  input("login-form").dispatchEvent(new Event("submit", { cancelable: true }));
}

beforeEach(() => {
  openPage("index.html");
  given = [];
  form = new LoginForm(document, (credentials) => given.push(credentials));
  form.show(true);
});

test("says which of the two is meant", () => {
  submit(" Ada ", "correct horse");
  input("register-tab").click();
  submit("Ada", "correct horse");
  expect(given).toEqual([
    { name: "Ada", password: "correct horse", remember: false, intent: "log_in" },
    { name: "Ada", password: "correct horse", remember: false, intent: "register" },
  ]);
});

test("the tab that is chosen is said, names the form and its button, and asks password managers for the right thing", () => {
  expect([textOf("login-submit"), input("password").autocomplete]).toEqual(["Log in", "current-password"]);
  input("register-tab").click();
  expect([textOf("login-submit"), input("password").autocomplete]).toEqual(["Register", "new-password"]);
  expect(input("login-form").getAttribute("aria-labelledby")).toBe("register-tab");
  const tabs = ["log-in-tab", "register-tab"].map((id) => [
    input(id).getAttribute("aria-selected"),
    input(id).tabIndex,
  ]);
  expect(tabs).toEqual([
    ["false", -1],
    ["true", 0],
  ]);
});

test("who has registered and logs out is asked to log in, not to register the same name again", () => {
  input("register-tab").click();
  submit("Ada", "correct horse");
  form.show(false);
  form.show(true, "Ada");
  submit("Ada", "correct horse");
  expect(given.map(({ intent }) => intent)).toEqual(["register", "log_in"]);
});

test("arrow keys go from tab to tab", () => {
  input("log-in-tab").focus();
  input("log-in-tab").dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
  expect([document.activeElement?.id, textOf("login-submit")]).toEqual(["register-tab", "Register"]);
});

test("what is missing is said beside its field, which gets the focus, and nothing is sent", () => {
  submit("", "");
  expect([errors(), document.activeElement?.id, given]).toEqual([["Enter a name.", "Enter a password."], "name", []]);
  input("register-tab").click();
  expect(errors()).toEqual(["", ""]);
  submit("Ada", "short");
  expect([errors()[1], document.activeElement?.id]).toEqual([
    "A password has at least 8 characters. Choose a longer one.",
    "password",
  ]);
  input("password").dispatchEvent(new Event("input"));
  expect(errors()).toEqual(["", ""]);
});

test("an old account's short password is not the page's to refuse", () => {
  submit("Ada", "short");
  expect(given.length).toBe(1);
});

test.each([
  [404, "No account has this name.", "name"],
  [409, "This name is registered already.", "name"],
  [401, "The password is wrong.", "password"],
  [422, "This password is one of the most common.", "password"],
  [422, "This name looks like one that is registered.", "name"],
])("%d: %s is about the %s", (status, message, field) => {
  expect(form.explain(new ApiError(status, message))).toBe(true);
  expect(textOf(`${field}-error`)).toBe(message);
  expect([input(field).getAttribute("aria-invalid"), document.activeElement?.id]).toEqual(["true", field]);
});

test("what is about neither field is for others to say", () => {
  expect(form.explain(new ApiError(503, "Try again."))).toBe(false);
  expect(errors()).toEqual(["", ""]);
});
