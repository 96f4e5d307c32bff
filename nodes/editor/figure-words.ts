/** Says what a node does, in the few characters that fit under it. The flow editor uses this, so it imports nothing. */

/** Of one node, as `GET /api/flows/nodes` tells it. */
export interface NodeFigures {
  rate_per_s: number;
  errors_last_minute: number;
  p95_ms: number | null;
}

type Language = 'en' | 'de';

const withComma = (number: string, language: Language): string =>
  language === 'de' ? number.replace('.', ',') : number;

/** A rate: `0/s`, `0.4/s`, `12/s`, `2.6k/s`. */
export function rateText(perSecond: number, language: Language): string {
  if (perSecond >= 1000) return `${withComma((perSecond / 1000).toFixed(1), language)}k/s`;
  if (perSecond === 0 || perSecond >= 10) return `${Math.round(perSecond)}/s`;
  return `${withComma(perSecond.toFixed(1), language)}/s`;
}

/** A span of time: `30 µs`, `1.5 ms`, `54 ms`, `2.5 s`. */
export function durationText(ms: number, language: Language): string {
  const [value, unit] = ms < 1 ? [ms * 1000, 'µs'] : ms < 1000 ? [ms, 'ms'] : [ms / 1000, 's'];
  return `${withComma(String(value < 10 ? Number(value.toFixed(1)) : Math.round(value)), language)} ${unit}`;
}

/**
 * The label under a node.
 * @returns what it does and how often it has failed in the last minute; both empty for one that has done nothing then
 */
export function labelOf(
  { rate_per_s, errors_last_minute: errors, p95_ms }: NodeFigures,
  language: Language,
): { text: string; failures: string } {
  const isIdle = rate_per_s === 0 && p95_ms === null && errors === 0;
  const parts = [rateText(rate_per_s, language), ...(p95_ms === null ? [] : [`p95 ${durationText(p95_ms, language)}`])];
  return {
    text: isIdle ? '' : parts.join(' · '),
    failures: errors === 0 ? '' : `${errors} ${language === 'de' ? 'Fehler' : errors === 1 ? 'error' : 'errors'}`,
  };
}
