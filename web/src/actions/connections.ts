/** What the server does for the person who is logged in, to addresses that its administrator allowed. */

/** Has the server do it, and gives what was done in words. Throws ApiError. */
export async function runConnection(id: string): Promise<string> {
  throw new Error(`There is no connection ${id}.`);
}
