/** The verdict on one field of a message: what is stored of it, and what is to be said about it. */
import { heartbeatPayloadSchema, type HeartbeatPayload } from '@plantops/shared/messages.ts';
import { celsius } from '@plantops/shared/metric-names.ts';
import { METRICS, type Metric } from '@plantops/shared/metrics.ts';
import { type Remark, SENT_LIMIT, type SetAsideValue, type SetAsideVital } from '@plantops/shared/remarks.ts';
import { faultOf } from './fault-values.ts';
import { Unreadable } from '@plantops/shared/lenient-json.ts';

/** How far beyond its end a scale of percent may be read: a tenth of it. A capacitive probe drifts that far. */
const CLAMPED_SHARE = 0.1;
/** What boards print for a value that is none: printf, Arduino's `String`, Python, Home Assistant. */
const NO_NUMBER = /^[+-]?(?:nan(?:\(\w*\))?|inf(?:inity)?|ovf|none|null|undefined|unavailable|unknown)$/i;
/** As people write a number: with a comma for the point, or with its unit. */
const WITH_COMMA = /^[+-]?\d+,\d{1,2}$/;
const UNIT_BEHIND = /\s*(?:%|°? ?C|lx|lux|ppm|µS\/cm|uS\/cm|pH)$/i;
const FAHRENHEIT = /^([+-]?\d+(?:[.,]\d+)?) ?°? ?F$/i;
const NUMBER_AS_TEXT = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?$/i;

/** What was sent, as text that fits into a remark. */
export function sentText(sent: unknown): string {
  // Infinity is null in JSON.
  const inJson = typeof sent === 'number' ? String(sent) : JSON.stringify(sent);
  const text = sent instanceof Unreadable ? sent.text : inJson;
  return text.length > SENT_LIMIT ? `${text.slice(0, SENT_LIMIT - 1)}…` : text;
}

/** A number as it was sent, also in quotes; undefined for anything else. */
export function numberIn(sent: unknown): number | undefined {
  if (typeof sent === 'string' && NUMBER_AS_TEXT.test(sent.trim())) return numberIn(Number(sent));
  return typeof sent === 'number' && Number.isFinite(sent) ? sent : undefined;
}

/** The number that a text says in the metric's unit; undefined if it says none. */
function numberOf(metric: Metric, text: string): number | undefined {
  const inFahrenheit = METRICS[metric].unit === '°C' ? FAHRENHEIT.exec(text.trim())?.[1] : undefined;
  if (inFahrenheit !== undefined) return celsius(Number(inFahrenheit.replace(',', '.')));
  const bare = text.trim().replace(UNIT_BEHIND, '');
  if (WITH_COMMA.test(bare)) return Number(bare.replace(',', '.'));
  return NUMBER_AS_TEXT.test(bare) ? Number(bare) : undefined;
}

export interface FieldVerdict {
  value?: number;
  remark?: Remark;
}

/**
 * The verdict on a value that is not simply a number within its range.
 * @param before the last value of this metric of the device; undefined if there was none
 */
export function judgeValue(metric: Metric, sent: unknown, before: number | undefined): FieldVerdict {
  const aside = (why: SetAsideValue['why']): FieldVerdict => ({
    remark: { code: 'value_set_aside', field: metric, sent: sentText(sent), why },
  });
  if (sent === null) return aside('null');
  if (typeof sent === 'number') return judgeNumber(metric, sent, sentText(sent), before);
  const isUnreadable = sent instanceof Unreadable;
  if (!isUnreadable && typeof sent !== 'string') return aside('kind');
  const text = (isUnreadable ? sent.text : sent).trim();
  const number = numberOf(metric, text);
  if (number === undefined) return aside(NO_NUMBER.test(text) ? 'not_a_number' : isUnreadable ? 'unreadable' : 'text');
  const verdict = judgeNumber(metric, number, sentText(sent), before);
  // A fault, or a value beyond its scale, is the more important remark.
  if (verdict.remark || verdict.value === undefined) return verdict;
  return { ...verdict, remark: { code: 'value_as_text', field: metric, sent: sentText(sent), stored: verdict.value } };
}

function judgeNumber(metric: Metric, value: number, sent: string, before: number | undefined): FieldVerdict {
  const { min, max, unit } = METRICS[metric];
  const fault = faultOf(metric, value, before);
  if (fault) return { remark: { code: 'fault_value', field: metric, sent, source: fault.source } };
  if (value >= min && value <= max) return { value };
  const beyond = unit === '%' ? (max - min) * CLAMPED_SHARE : 0;
  if (value >= min - beyond && value <= max + beyond && beyond > 0) {
    const stored = value < min ? min : max;
    return { value: stored, remark: { code: 'value_clamped', field: metric, sent, stored } };
  }
  return {
    remark: { code: 'value_set_aside', field: metric, sent, why: value < min ? 'too_low' : 'too_high' },
  };
}

const VITALS = Object.keys(heartbeatPayloadSchema.shape) as (keyof HeartbeatPayload)[];

/**
 * The vital signs of a heartbeat that does not fit the contract: those that can be used, and why the others cannot. A
 * number in quotes is taken, and so is a version that is a number.
 */
export function judgeVitals(sent: Readonly<Record<string, unknown>>): {
  vitals: HeartbeatPayload;
  remarks: Remark[];
} {
  const vitals: HeartbeatPayload = {};
  const remarks: Remark[] = [];
  for (const field of VITALS) {
    const given = sent[field];
    if (given === undefined) continue;
    const value = inItsKind(field, given);
    if (heartbeatPayloadSchema.shape[field].safeParse(value).success) Object.assign(vitals, { [field]: value });
    else remarks.push(vitalAside(field, given));
  }
  return { vitals, remarks };
}

function inItsKind(field: keyof HeartbeatPayload, sent: unknown): unknown {
  if (field === 'firmware_version') return typeof sent === 'number' ? String(sent) : sent;
  return typeof sent === 'string' && NUMBER_AS_TEXT.test(sent.trim()) ? Number(sent) : sent;
}

function vitalAside(field: keyof HeartbeatPayload, sent: unknown): SetAsideVital {
  const why = (): SetAsideVital['why'] => {
    if (sent instanceof Unreadable) return NO_NUMBER.test(sent.text) ? 'not_a_number' : 'unreadable';
    if (field === 'firmware_version') return 'form';
    if (typeof sent === 'number') return 'fault_value';
    return typeof sent === 'string' ? 'text' : 'kind';
  };
  return { code: 'vitals_set_aside', field, sent: sentText(sent), why: why() };
}
