// What the build tells the service worker; see vite.config.ts.
declare module "virtual:built-files" {
  /** Names this very build of the page. */
  export const version: string;
  /** The page's script. */
  export const entry: string;
  /** Addresses of everything that the page may load under /assets. */
  export const files: string[];
}
