/** Shapes of replies: what each field must be in, a reader of parsed JSON that stops at anything else out. */

import { finite, integer, list, record, ShapeError, text } from "./strict";

/** Reads a value; throws ShapeError, whose message begins with the path. */
export type Parse<T> = (value: unknown, path: string) => T;
/** What a reader gives. */
export type Read<P> = P extends Parse<infer T> ? T : never;

type Fields = Readonly<Record<string, Parse<unknown>>>;

/** An object with exactly these fields; `perGesture` here is `per_gesture` in the reply. */
export function fields<S extends Fields>(shape: S): Parse<{ readonly [K in keyof S]: Read<S[K]> }> {
  const names = Object.keys(shape).map((name) => [name, snake(name)] as const);
  const known = new Set(names.map(([, sent]) => sent));
  return (value, path) => {
    const found = record(value, path);
    const unknown = Object.keys(found).find((name) => !known.has(name));
    if (unknown !== undefined) throw new ShapeError(`${path}.${unknown}`, "absent");
    const read = names.map(([name, sent]) => [name, shape[name]?.(found[sent], `${path}.${sent}`)]);
    return Object.fromEntries(read) as { readonly [K in keyof S]: Read<S[K]> };
  };
}

/** A list of values of one kind. */
export function listOf<T>(each: Parse<T>): Parse<readonly T[]> {
  return (value, path) => list(value, path).map((one, i) => each(one, `${path}[${i}]`));
}

/** An object whose keys are data, such as labels. */
export function keyed<T>(each: Parse<T>): Parse<Readonly<Record<string, T>>> {
  return (value, path) =>
    Object.fromEntries(Object.entries(record(value, path)).map(([key, one]) => [key, each(one, `${path}.${key}`)]));
}

/** The value, or null. */
export function orNull<T>(parse: Parse<T>): Parse<T | null> {
  return (value, path) => (value === null ? null : parse(value, path));
}

/** A whole number from 0. */
export const count: Parse<number> = (value, path) => integer(value, path);
/** 0 … 1. */
export const share: Parse<number> = (value, path) => finite(value, path, 0, 1);
/** A number from 0: a duration, an amount. */
export const amount: Parse<number> = (value, path) => finite(value, path, 0, Number.MAX_VALUE);
export const words: Parse<string> = text;

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
