import type { Plugin } from 'vite';

const STYLES = /\s*<link rel="stylesheet"[^>]*>/g;

/**
 * Puts the styles of the dashboard at the end of the page, so that what the server has drawn in it is painted before they
 * have come. Scripts wait for them all the same.
 */
export const stylesLast = (): Plugin => ({
  name: 'styles-last',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (html) =>
      html.replaceAll(STYLES, '').replace('</body>', `${(html.match(STYLES) ?? []).join('')}\n  </body>`),
  },
});
