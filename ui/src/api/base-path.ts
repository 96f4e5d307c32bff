/** What stands before each path of this server, such as `/plants` behind a proxy; empty if nothing does. The server says it in the page. */
export const basePath: string =
  document.querySelector<HTMLMetaElement>('meta[name="plantops-base"]')?.content.replace(/\/+$/, '') ?? '';

/** A path of the server, such as `/api/backup`, as this browser reaches it. */
export const serverPath = (path: string): string => `${basePath}${path}`;
