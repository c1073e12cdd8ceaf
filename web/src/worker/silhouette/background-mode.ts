/** All that recognises silhouettes, in one file: who never opens background mode does not fetch it. */

export { SilhouetteModel } from "./classifier";
export { compareSilhouettes, parseSilhouetteGolden } from "./golden";
export { SilhouettePipeline } from "./pipeline";
