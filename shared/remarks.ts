/**
 * What the server noticed about a field of a message that it could not take as it was sent. A remark travels with the
 * reading or the heartbeat, and becomes a finding of its device.
 */
import type { Metric } from './metrics.ts';

/** Why a value cannot be used. */
export const UNUSABLE = [
  /** `nan`, `inf` and the like: the sketch sent what it could not read. */
  'not_a_number',
  /** `null`: the sensor gave no value. */
  'null',
  /** Text that is no number. */
  'text',
  /** A number with a unit that values of the metric do not have. */
  'unit',
  /** A number that can be read in two ways: `1,200` may be 1.2. */
  'ambiguous',
  /** true, a list or an object. */
  'kind',
  /** Below or above what a sensor can measure. */
  'too_low',
  'too_high',
  /** Not JSON: a value that is missing, or that no quotes are around. */
  'unreadable',
  /** A known value by which a sensor or its library says that it has none. */
  'fault_value',
  /** Too long, or with control characters. */
  'form',
] as const;
export type Unusable = (typeof UNUSABLE)[number];

/** How much of what was sent a remark repeats, in characters. */
export const SENT_LIMIT = 40;

interface Of {
  /** The name of the field as it was sent. */
  field: string;
  /** What was sent, as text, cut to `SENT_LIMIT`. */
  sent: string;
}

/** A value of a metric that was left out; the others of its message are stored. */
export interface SetAsideValue extends Of {
  code: 'value_set_aside';
  field: Metric;
  why: Exclude<Unusable, 'fault_value'>;
}
/** A value by which a sensor says that it has none; it was left out. */
export interface FaultValue extends Of {
  code: 'fault_value';
  field: Metric;
  /** What is known to say so, such as `DS18B20`. */
  source: string;
}
/** A value just beyond the end of a scale from 0 to 100 %; the end was stored. */
export interface ClampedValue extends Of {
  code: 'value_clamped';
  field: Metric;
  stored: number;
}
/** A number in quotes, with a unit or spelled otherwise than JSON has it; it was stored as the number. */
export interface ValueAsText extends Of {
  code: 'value_as_text';
  field: Metric;
  stored: number;
}
/** A percentage between 0 and 1, which is likely to be a share of one; it was stored as it is. */
export interface ShareOfOne extends Of {
  code: 'share_of_one';
  field: Metric;
  stored: number;
}
/** A value under another name than ours; it was read as the metric. */
export interface OtherName extends Of {
  code: 'other_name';
  field: Metric;
  /** The name that the device uses. */
  sent: string;
}
/** The time of a measurement under another name than ours; it was taken. */
export interface TimeByOtherName extends Of {
  code: 'time_by_other_name';
}
/** A vital sign that was left out. */
export interface SetAsideVital extends Of {
  code: 'vitals_set_aside';
  why: Unusable;
}
/** A timestamp that is no time; the time of receipt was used. */
export interface UnreadableTime extends Of {
  code: 'time_unreadable';
}
/** A time by a clock that is off. */
export interface ClockOff extends Of {
  code: 'clock_off';
  /** By how many seconds it is behind, negative if ahead; null for a clock that nobody has set. */
  offset_s: number | null;
}

export type Remark =
  | SetAsideValue
  | FaultValue
  | ClampedValue
  | ValueAsText
  | ShareOfOne
  | OtherName
  | TimeByOtherName
  | SetAsideVital
  | UnreadableTime
  | ClockOff;

const WHY: Readonly<Record<Exclude<Unusable, 'fault_value'>, string>> = {
  not_a_number: 'is not a number',
  null: 'has no value',
  text: 'is text, not a number',
  unit: 'has a unit that this value does not have',
  ambiguous: 'can be read as two numbers',
  kind: 'is not a number',
  too_low: 'is below what a sensor can measure',
  too_high: 'is above what a sensor can measure',
  unreadable: 'is not JSON',
  form: 'is longer than 64 characters, or has control characters',
};

/** A remark as a sentence, for logs and answers of the API. */
export function remarkText(remark: Remark): string {
  const { field, sent } = remark;
  switch (remark.code) {
    case 'value_set_aside':
      return `${field}: ${sent} ${WHY[remark.why]}`;
    case 'fault_value':
      return `${field}: ${sent} is what ${remark.source} sends when it has no value`;
    case 'value_clamped':
      return `${field}: ${sent} is beyond the scale; ${remark.stored} was stored`;
    case 'value_as_text':
      return `${field}: ${sent} is no number of JSON; ${remark.stored} was stored`;
    case 'share_of_one':
      return `${field}: ${sent} looks like a share of 1; ${remark.stored} % was stored`;
    case 'other_name':
      return `${sent} is read as ${field}`;
    case 'time_by_other_name':
      return `${sent} is read as timestamp`;
    case 'vitals_set_aside':
      return `${field}: ${sent} ${remark.why === 'fault_value' ? 'cannot be' : WHY[remark.why]}`;
    case 'time_unreadable':
      return `${field}: ${sent} is no time; the time of receipt was used`;
    case 'clock_off':
      return remark.offset_s === null
        ? `${field}: ${sent} cannot be right; the time of receipt was used`
        : `${field}: ${sent} is by a clock that is ${Math.abs(remark.offset_s)} s ${remark.offset_s > 0 ? 'behind' : 'ahead'}; it was corrected`;
  }
}
