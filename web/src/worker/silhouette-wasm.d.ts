/** The two builds of web/silhouette/, as base64; vite.silhouette.ts makes them. */
declare module "virtual:silhouette" {
  export const vectors: string;
  export const plain: string;
}
