/** The two builds of web/kernel/, as base64; vite.kernel.ts makes them. */
declare module "virtual:kernel/vectors" {
  const base64: string;
  export default base64;
}
declare module "virtual:kernel/plain" {
  const base64: string;
  export default base64;
}
