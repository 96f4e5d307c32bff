/** Addresses that lead somewhere only on the machine of whoever types them. */
const ONLY_HERE = /^(?:localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
/** Home Assistant shows the dashboard of its add-on below such a path, which changes. */
const WITHIN_HOME_ASSISTANT = /\/hassio_ingress\//;

/**
 * The address of the dashboard for links from elsewhere; null where only this browser would get there.
 * @param path of the dashboard on its server @param page the address of the page that is open
 */
export function dashboardUrl(path: string, page: string): string | null {
  const url = new URL(path, page);
  return ONLY_HERE.test(url.hostname) || WITHIN_HOME_ASSISTANT.test(url.pathname) ? null : url.href;
}
