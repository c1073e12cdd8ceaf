/** Tells a camera that faces the person from one on the back. */

/** Whether a camera looks where the person looks. Laptops' cameras do not say where they look: they face the person. */
export function facesAway(track: Pick<MediaStreamTrack, "getSettings" | "label">): boolean {
  const { facingMode } = track.getSettings();
  if (facingMode !== undefined && facingMode !== "") return facingMode === "environment";
  return /\b(back|rear|environment)\b/i.test(track.label);
}
