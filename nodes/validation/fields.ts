/** The verdict on one field of a message: what is stored of it, and what is to be said about it. */
import { heartbeatPayloadSchema, type HeartbeatPayload } from '@plantops/shared/messages.ts';
import { METRICS, type Metric } from '@plantops/shared/metrics.ts';
import { type Remark, SENT_LIMIT, type SetAsideValue, type SetAsideVital } from '@plantops/shared/remarks.ts';
import { faultOf } from './fault-values.ts';
import { numberInText } from './number-text.ts';
import { Unreadable } from '@plantops/shared/lenient-json.ts';

/** How far beyond its end a scale of percent may be read: a tenth of it. A capacitive probe drifts that far. */
const CLAMPED_SHARE = 0.1;
/** What boards print for a value that is none: printf, Arduino's `String`, Python, Home Assistant. */
const NO_NUMBER =
  /^(?:[+-]?(?:nan(?:\(\w*\))?|(?:\d\.)?#?(?:inf(?:inity)?|ind|qnan|snan)\d*|ovf)|none|null|nil|undefined|unavailable|unknown|#?n\/a|-+)$/i;
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
  if (NO_NUMBER.test(text)) return aside('not_a_number');
  const read = numberInText(metric, text);
  if ('why' in read) return aside(isUnreadable && read.why === 'text' ? 'unreadable' : read.why);
  const verdict = judgeNumber(metric, read.value, sentText(sent), before);
  // A fault, or a value beyond its scale, is the more important remark.
  if (verdict.remark || verdict.value === undefined) return verdict;
  return { ...verdict, remark: { code: 'value_as_text', field: metric, sent: sentText(sent), stored: verdict.value } };
}

/** Whether a percentage looks like a share of one: 0.45 for 45 %. Neither air nor soil is that dry for long. */
export const isShareOfOne = (value: number): boolean => value > 0 && value < 1;

function judgeNumber(metric: Metric, value: number, sent: string, before: number | undefined): FieldVerdict {
  const { min, max, unit } = METRICS[metric];
  const fault = faultOf(metric, value, before);
  if (fault) return { remark: { code: 'fault_value', field: metric, sent, source: fault.source } };
  if (unit === '%' && isShareOfOne(value))
    return { value, remark: { code: 'share_of_one', field: metric, sent, stored: value } };
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
