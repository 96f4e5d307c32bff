/**
 * Mends an answer where that is safe: what is meant must be plain, and nothing that the owner would act on may be made up.
 * Everything else is left as it is, and is then refused with a reason. Pure.
 */
import { MOST_ALERTS, MOST_TASKS } from '@plantops/shared/care/care-plan.ts';
import { CARE_TASKS, type CareTask } from '@plantops/shared/care/care-words.ts';
import { addDays } from '@plantops/shared/plain-date.ts';

/** The longest texts of a plan (characters), as `careAdviceSchema` has them. */
const LONGEST = {
  summary: 600,
  alert: 200,
  note: 200,
  watering: { frequency: 160, amount: 200 },
  light: { current: 120, ideal: 160, recommendation: 400 },
  humidity: { ideal: 120, recommendation: 400 },
} as const;

/** A task that was due longer ago than this (days) is none of the coming weeks. */
const LONGEST_OVERDUE_DAYS = 60;
const MOST_DAYS_BETWEEN = 365;

/** Words that models use for the kinds of tasks. */
const TASK_WORDS: readonly (readonly [RegExp, CareTask])[] = [
  [/^water|^gie(?:ß|ss)/, 'watering'],
  [/^fertili[sz]|^feed|^düng/, 'fertilizing'],
  [/^re-?pot|^umtopf/, 'repotting'],
  [/^prun|^trim|^schnei/, 'pruning'],
  [/^(?:check|inspect|look|monitor|observe|prüf|kontroll)/, 'check'],
];

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A text without control characters, cut at a sentence or a word if it is too long. */
function text(value: unknown, most: number): unknown {
  if (typeof value !== 'string') return value;
  const plain = value
    .replaceAll(/[^\P{Cc}\n\r\t]|\p{Cs}/gu, '')
    .replaceAll('\uFEFF', '')
    .trim();
  if (plain.length <= most) return plain;
  const cut = plain.slice(0, most - 1);
  const sentence = /^[\s\S]*[.!?](?=\s)/.exec(cut)?.[0] ?? '';
  return sentence.length > most / 2 ? sentence : `${cut.replace(/\s+\S*$/, '')}…`;
}

/** Words where a model gave a figure, such as `950` for the light now. */
const words = (value: unknown, most: number): unknown => text(typeof value === 'number' ? String(value) : value, most);

/** A day from an instant, a day without zeros, or a day in the order of German or of English in words. */
function day(value: unknown, today: string): unknown {
  if (typeof value !== 'string') return value;
  const said = value.trim();
  const pad = (part = ''): string => part.padStart(2, '0');
  const [, year, month, date] = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:$|[T ].*)/.exec(said) ?? [];
  if (year) return `${year}-${pad(month)}-${pad(date)}`;
  const german = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$/.exec(said);
  if (german) return `${german[3]}-${pad(german[2])}-${pad(german[1])}`;
  if (/^(?:today|now|heute|jetzt)$/i.test(said)) return today;
  if (/^(?:tomorrow|morgen)$/i.test(said)) return addDays(today, 1);
  const inDays = /^in (\d{1,3}) (?:days?|Tag(?:en)?)$/i.exec(said)?.[1];
  if (inDays !== undefined) return addDays(today, Number(inDays));
  const english = /[A-Z][a-z]{2,}/.test(said) && /\b\d{4}\b/.test(said) ? new Date(`${said} UTC`) : undefined;
  return english && !Number.isNaN(english.getTime()) ? english.toISOString().slice(0, 10) : value;
}

/** A number of days: `"7"` and `"7 days"` are 7, none is null. */
function days(value: unknown): unknown {
  if (value === undefined || value === '' || value === 0) return null;
  const number =
    typeof value === 'string' ? Number(/^\s*(\d+(?:\.\d+)?)\s*(?:days?|d|Tage?)?\s*$/i.exec(value)?.[1] ?? NaN) : value;
  if (typeof number !== 'number' || Number.isNaN(number))
    return value === null || /^(?:null|none|once|einmal)$/i.test(String(value)) ? null : value;
  return number >= 1 && number <= MOST_DAYS_BETWEEN ? Math.round(number) : number > MOST_DAYS_BETWEEN ? null : value;
}

function taskOf(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const said = value.trim().toLowerCase();
  return CARE_TASKS.find((task) => task === said) ?? TASK_WORDS.find(([pattern]) => pattern.test(said))?.[1] ?? value;
}

/** The texts in a list, of which models also make objects with one text in them, or one text. */
function alertsOf(value: unknown): unknown {
  if (value === undefined || value === null) return [];
  const list: unknown[] = Array.isArray(value) ? value : [value];
  const said = list.map((item) => {
    if (!isFields(item)) return text(item, LONGEST.alert);
    return text(item.message ?? item.text ?? item.alert ?? item.description ?? item.title ?? item, LONGEST.alert);
  });
  return said
    .filter((item) => item !== '' && !(typeof item === 'string' && /^(?:none|keine?|n\/a)\.?$/i.test(item)))
    .slice(0, MOST_ALERTS);
}

function scheduleOf(value: unknown, today: string): unknown {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return value;
  return value
    .map((item: unknown) => {
      if (!isFields(item)) return item;
      const { task, due, every_days, note, ...rest } = item;
      return {
        ...rest,
        task: taskOf(task),
        due: day(due, today),
        every_days: days(every_days),
        note: text(note, LONGEST.note),
      };
    })
    .filter(
      (item) => !(isFields(item) && typeof item.due === 'string' && item.due < addDays(today, -LONGEST_OVERDUE_DAYS)),
    )
    .slice(0, MOST_TASKS);
}

/** @param answer an object, as the model wrote it @param today in the time zone of the owner */
export function mended(answer: Fields, today: string): Fields {
  const part = (value: unknown, longest: Readonly<Record<string, number>>): unknown =>
    isFields(value)
      ? {
          ...value,
          ...Object.fromEntries(Object.entries(longest).map(([name, most]) => [name, words(value[name], most)])),
        }
      : value;
  const { watering } = answer;
  return {
    ...answer,
    summary: text(answer.summary, LONGEST.summary),
    watering: isFields(watering)
      ? { ...(part(watering, LONGEST.watering) as Fields), next: day(watering.next, today) }
      : watering,
    light: part(answer.light, LONGEST.light),
    humidity: part(answer.humidity, LONGEST.humidity),
    alerts: alertsOf(answer.alerts),
    schedule: scheduleOf(answer.schedule, today),
  };
}
