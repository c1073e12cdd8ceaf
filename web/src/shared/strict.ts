/** Strict reading of JSON that another version may have written: a model's files, and what the browser keeps. */

/** A value that is not what it must be; `path` says where it stands. */
export class ShapeError extends Error {
  constructor(
    readonly path: string,
    expected: string,
  ) {
    super(`${path} must be ${expected}`);
    this.name = "ShapeError";
  }
}

export type Fields = Readonly<Record<string, unknown>>;

/** An object with exactly these keys. Throws ShapeError on a missing or an unknown one. */
export function exactly(value: unknown, path: string, keys: readonly string[]): Fields {
  const fields = record(value, path);
  for (const key of keys) if (!Object.hasOwn(fields, key)) throw new ShapeError(`${path}.${key}`, "present");
  for (const key of Object.keys(fields)) if (!keys.includes(key)) throw new ShapeError(`${path}.${key}`, "absent");
  return fields;
}

export function record(value: unknown, path: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new ShapeError(path, "an object");
  return value as Fields;
}

export function list(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new ShapeError(path, "a list");
  return value;
}

export function text(value: unknown, path: string): string {
  if (typeof value !== "string" || value === "") throw new ShapeError(path, "a text that is not empty");
  return value;
}

export function integer(value: unknown, path: string, least = 0): number {
  if (!Number.isInteger(value) || (value as number) < least) throw new ShapeError(path, `an integer from ${least}`);
  return value as number;
}

export function finite(value: unknown, path: string, least: number, most: number): number {
  if (typeof value !== "number" || !(value >= least && value <= most)) {
    throw new ShapeError(path, `a number in ${least} … ${most}`);
  }
  return value;
}

/** One of the allowed texts. */
export function oneOf<T extends string>(value: unknown, path: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw new ShapeError(path, `one of ${allowed.join(", ")}`);
  return found;
}

/** SHA-256 in 64 lower-case hexadecimal digits. */
export function sha256(value: unknown, path: string): string {
  const digest = text(value, path);
  if (!/^[0-9a-f]{64}$/.test(digest)) throw new ShapeError(path, "64 hexadecimal digits");
  return digest;
}
