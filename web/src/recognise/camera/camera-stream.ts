/** Opens the wanted camera's stream, or any other camera's where that one is gone. */

const SIZE = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 } };

/**
 * Opens the camera with this id; the one that faces the person where the id is null or nobody has it any more.
 *
 * Asks a second and a third time only where what was asked for does not exist. Throws getUserMedia's errors.
 */
export async function openStream(
  devices: Pick<MediaDevices, "getUserMedia">,
  deviceId: string | null,
): Promise<MediaStream> {
  const wishes: (MediaTrackConstraints | true)[] = [{ ...SIZE, facingMode: "user" }, true];
  if (deviceId !== null) wishes.unshift({ ...SIZE, deviceId: { exact: deviceId } });
  let missing: unknown;
  for (const video of wishes) {
    try {
      return await devices.getUserMedia({ audio: false, video });
    } catch (error) {
      if (!isMissing(error)) throw error;
      missing = error;
    }
  }
  throw missing;
}

/** Whether what was asked for does not exist, so that something else may. */
function isMissing(error: unknown): boolean {
  const { name } = error as DOMException;
  return name === "OverconstrainedError" || name === "NotFoundError";
}
