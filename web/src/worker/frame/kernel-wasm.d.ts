/** The two builds of web/kernel/, as base64; vite.kernel.ts makes them. */
declare module "virtual:kernel" {
  export const vectors: string;
  export const plain: string;
}
