/** The names of the own gestures that this browser keeps, by their ids. */

import { withOwnStore } from "../../personalise/own-store";

/** Nothing where the browser forbids storage. */
export async function ownNames(): Promise<ReadonlyMap<string, string>> {
  try {
    const { gestures } = await withOwnStore((store) => store.read());
    return new Map(gestures.map(({ id, name }) => [id, name]));
  } catch {
    return new Map();
  }
}
