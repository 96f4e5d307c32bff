import * as icons from '@mdi/js';
import type { Plugin } from 'vite';

const IMPORT = /import\s*\{([^}]+)\}\s*from\s*["']@mdi\/js["'];?/g;
const PREFIX = 'virtual:icon/';

/**
 * Makes a module of each icon, so that the first screen carries only its own: `@mdi/js` is one module, and all icons of
 * all pages would come with the first that imports one.
 */
export const iconsApart = (): Plugin => ({
  name: 'icons-apart',
  apply: 'build',
  enforce: 'post',
  transform: (code) =>
    code.includes('@mdi/js')
      ? {
          code: code.replaceAll(IMPORT, (_, names: string) =>
            names
              .split(',')
              .map((name) => name.trim())
              .filter((name) => name !== '')
              .map((name) => `import { ${name} } from '${PREFIX}${name.split(' as ')[0]?.trim()}';`)
              .join(' '),
          ),
          map: null,
        }
      : undefined,
  resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : undefined),
  load(id) {
    if (!id.startsWith(`\0${PREFIX}`)) return undefined;
    const name = id.slice(PREFIX.length + 1);
    const path = (icons as Record<string, string>)[name];
    if (path === undefined) this.error(`There is no icon ${name}`);
    return { code: `export const ${name} = ${JSON.stringify(path)};`, moduleSideEffects: false };
  },
});
