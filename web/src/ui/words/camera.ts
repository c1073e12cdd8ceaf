/** Cameras as they are, and what goes wrong with them (recognise/camera/). */
export const CAMERA = {
  none: "No camera was found. Connect one, then start it again.",
  inUse: "Another program is using the camera. Close it; if the camera does not start by itself then, start it again.",
  noPicture: "This camera gives no picture that can be used. Choose another one, then start it again.",
  forbidden: "The browser's settings forbid cameras. Allow them for this page, then start it again.",
  stoppedStarting: "The camera stopped while it was starting. Start it again.",
  inBack: "The page was not in front while the camera was starting. Start it again.",
  failed: "The camera could not be started. Check that it works in another program, then start it again.",
  blocked: (where: string) =>
    `The camera is blocked. Allow it for this page ${where} (and in the system's privacy settings), then start it again.`,
  whereIos: "in the address bar's menu, under Website Settings → Camera",
  whereFirefoxMobile: "by the lock beside the address",
  whereFirefox: "by the crossed-out camera beside the address",
  whereAndroid: "by the sign left of the address, under Permissions",
  whereChromium: "by the sign left of the address, under Camera",
  whereSafari: "in the menu Safari → Settings for this website → Camera",
  whereElse: "in the browser's address bar",
  stopped:
    "The camera stopped. Connect it, or close the program that took it, and it goes on by itself. Or start another one.",
  still: "The camera's picture stands still. If it does not go on soon, the camera is started anew.",
  held: "The camera is held by the system or another program, for example a call. It goes on when that ends.",
  insecure: "This page may not use cameras. Open it by https, or at http://localhost, in a recent browser.",
} as const;
