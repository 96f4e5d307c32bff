/** The cursor of the next page, from a response's `Link` header; undefined on the last page. */
export function nextCursor(response: Response): string | undefined {
  const next = /<([^>]+)>;\s*rel="?next"?/.exec(response.headers.get('link') ?? '')?.[1];
  return next === undefined ? undefined : (new URL(next, 'http://server').searchParams.get('cursor') ?? undefined);
}
