/**
 * The header `Retry-After` (RFC 9110, 10.2.3), which is a number of seconds or a date.
 * @param now to which a date is compared
 * @returns seconds from now, 0 or more; undefined if the header is absent, invalid or a date in the past
 */
export function retryAfterS(headers: Headers, now: Date): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  const seconds = /^\d+(?:\.\d+)?$/.test(value) ? Number(value) : (Date.parse(value) - now.getTime()) / 1000;
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
}
