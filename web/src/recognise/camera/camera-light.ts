/** Has a camera keep its light and its focus as they are: a changing picture is no background. */

type Setting = "exposureMode" | "whiteBalanceMode" | "focusMode";
/** Part of the Image Capture specification, which TypeScript does not describe. */
type Capabilities = MediaTrackCapabilities & { readonly [setting in Setting]?: readonly string[] };

const SETTINGS: readonly Setting[] = ["exposureMode", "whiteBalanceMode", "focusMode"];

/** Keeps them (`manual`) or lets them go (`continuous`), as far as the camera can. */
export async function setLight(
  track: Pick<MediaStreamTrack, "getCapabilities" | "applyConstraints">,
  mode: "manual" | "continuous",
): Promise<void> {
  if (typeof track.getCapabilities !== "function") return;
  const capabilities: Capabilities = track.getCapabilities();
  const settings = SETTINGS.filter((name) => capabilities[name]?.includes(mode));
  if (settings.length === 0) return;
  const constraints = Object.fromEntries(settings.map((name) => [name, mode])) as MediaTrackConstraintSet;
  try {
    await track.applyConstraints({ advanced: [constraints] });
  } catch {
    // A camera that lists a mode and then refuses it is used as it is: the background model corrects for gain.
  }
}
