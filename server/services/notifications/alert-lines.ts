/**
 * Says alerts in the owner's language. The flow makes them in English, in a form that receivers rely on; what stands in
 * them is found there again, so that a message tells the very numbers that the alert was made with.
 */
import { metricWords } from '@plantops/shared/languages/metric-words.ts';
import { spoken } from '@plantops/shared/languages/spoken.ts';
import { METRIC_NAMES, METRICS, type Metric } from '@plantops/shared/metrics.ts';
import type { AlertLines } from '@plantops/shared/notifications/notification-words.ts';
import type { Language } from '@plantops/shared/settings/display.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sept', 'Oct', 'Nov', 'Dec'];

/** Numbers, metrics and times as a language has them. */
class Said {
  readonly #language: Language;

  constructor(language: Language) {
    this.#language = language;
  }

  label(metric: Metric): string {
    return metricWords(metric, this.#language).label;
  }

  /** @param number as in English, such as `15.2` */
  number(number: string): string {
    const digits = number.split('.')[1]?.length ?? 0;
    return new Intl.NumberFormat(this.#language, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(Number(number));
  }

  value(metric: Metric, number: string): string {
    const { unit } = METRICS[metric];
    return `${this.number(number)}${unit === '' ? '' : ` ${unit}`}`;
  }

  /** @param time such as `14:05` or `3 Jan, 14:05` */
  time(time: string): string {
    const [, day, month, hour] = /^(\d+) (\w+),? (?:at )?(\d\d:\d\d)$/.exec(time) ?? [];
    const index = MONTHS.findIndex((name) => name.slice(0, 3) === month?.slice(0, 3));
    if (index < 0 || hour === undefined) return time;
    const date = new Date(Date.UTC(2024, index, Number(day)));
    const format = new Intl.DateTimeFormat(this.#language, { day: 'numeric', month: 'short', timeZone: 'UTC' });
    return `${format.format(date)}, ${hour}`;
  }
}

const NUMBER = String.raw`(-?\d+(?:\.\d+)?)`;
const VALUE = String.raw`${NUMBER}(?: \S+)?`;
const isMetric = (name: string | undefined): name is Metric => METRIC_NAMES.some((metric) => metric === name);
/** By what a metric is called before a value in English. */
const named = (name: string): Metric | undefined =>
  METRIC_NAMES.find((metric) => METRICS[metric].inSentences.en.beforeValue === name);

type Rule = readonly [form: RegExp, say: (found: string[], lines: AlertLines, said: Said) => string | undefined];

/** The forms of alerts, as `nodes/threshold/core.ts`, `nodes/presence/core.ts` and `nodes/presence/stale.ts` make them. */
const RULES: readonly Rule[] = [
  [
    new RegExp(`^(\\w+) is ${NUMBER}, threshold (min|max) ${NUMBER}$`),
    ([metric, value = '', side, limit = ''], lines, said) =>
      isMetric(metric)
        ? lines[side === 'max' ? 'above' : 'below'](
            said.label(metric),
            said.value(metric, value),
            said.value(metric, limit),
          )
        : undefined,
  ],
  [
    new RegExp(`^(\\w+) is ${NUMBER}, (back in range|no limit any more)$`),
    ([metric, value = '', how], lines, said) =>
      isMetric(metric)
        ? lines[how === 'back in range' ? 'back' : 'limitGone'](said.label(metric), said.value(metric, value))
        : undefined,
  ],
  [
    /^(.*) is offline: nothing heard for (\d+ (?:s|min|h))$/s,
    ([device = '', span = ''], lines) => lines.offline(device, span),
  ],
  [/^(.*) is offline: its connection to the broker has ended$/s, ([device = ''], lines) => lines.disconnected(device)],
  [/^(.*) is back online$/s, ([device = ''], lines) => lines.online(device)],
  [
    new RegExp(`^no (.+) since (.+), the last was ${VALUE}$`),
    ([name = '', since = '', value = ''], lines, said) => {
      const metric = named(name);
      return metric && lines.stale(said.label(metric), said.time(since), said.value(metric, value));
    },
  ],
  [
    new RegExp(`^(.+) is measured again: ${VALUE}$`),
    ([name = '', value = ''], lines, said) => {
      const metric = named(name);
      return metric && lines.fresh(said.label(metric), said.value(metric, value));
    },
  ],
];

function lineIn(text: string, lines: AlertLines, said: Said): string | undefined {
  for (const [form, say] of RULES) {
    const [found, ...parts] = form.exec(text) ?? [];
    const line = found === undefined ? undefined : say(parts, lines, said);
    if (line !== undefined) return line;
  }
  return undefined;
}

/**
 * @param text an alert in English; where it names its plant first, `Fern: no humidity since 14:05, …; no …`
 * @returns the same in the language; as it is where its form is not known, as of a flow that the owner changed
 */
export function alertLine(text: string, language: Language): string {
  const { alerts: lines } = spoken(language).messages;
  if (!lines) return text;
  const said = new Said(language);
  const whole = lineIn(text, lines, said);
  if (whole !== undefined) return whole;
  // Of several metrics of a plant, whose name may hold a colon itself.
  for (let colon = text.indexOf(': '); colon >= 0; colon = text.indexOf(': ', colon + 1)) {
    const parts = text
      .slice(colon + 2)
      .split('; ')
      .map((part) => lineIn(part, lines, said));
    if (parts.every((part) => part !== undefined)) return `${text.slice(0, colon)}: ${parts.join('; ')}`;
  }
  return text;
}
