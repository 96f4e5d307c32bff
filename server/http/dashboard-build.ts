import { readFileSync } from 'node:fs';
import path from 'node:path';

const PAGE = path.join(import.meta.dirname, '..', '..', 'ui', 'dist', 'index.html');

/** Which build a page of the dashboard is of, as `ui/vite.config.ts` writes it there; null in one that does not say. */
export const buildOf = (page: string): string | null =>
  /<meta name="plantops-build" content="([^"]+)"/.exec(page)?.[1] ?? null;

/** Which build of the dashboard this server hands out; null where none is built. */
export function dashboardBuild(): string | null {
  try {
    return buildOf(readFileSync(PAGE, 'utf8'));
  } catch {
    return null;
  }
}
