/** Checks whether a language model's answer is a care plan. Pure. */
import { z } from 'zod';
import {
  type CareAdvice,
  careAdviceSchema,
  careTaskSchema,
  FURTHEST_DAYS,
  MOST_TASKS,
} from '@plantops/shared/care/care-plan.ts';
import { STALE_MINUTES } from '@plantops/shared/care/care-words.ts';
import { type AdviceBasis, basisIn } from '@plantops/shared/care/advice-basis.ts';
import { objectInText } from '@plantops/shared/model-answers/objects-in-text.ts';
import { type Contradiction, contradictionIn, type Facts } from './contradictions.ts';
import { mended } from './mend.ts';

/** An answer that repeats this many characters of the instructions word for word counts as leaking them. */
const LEAKED_CHARACTERS = 60;

/** @property contradiction why the owner is told that the answer is not used, where it contradicts what is known */
export type Verdict =
  | { advice: CareAdvice; basis?: AdviceBasis | undefined }
  | { fault: string; contradiction?: Contradiction };

const DAY_MS = 86_400_000;

/** What a model must answer: the form of a plan, in which the schedule is optional. Fields that it adds are dropped. */
const answerSchema = z.object({
  ...careAdviceSchema.shape,
  watering: careAdviceSchema.shape.watering.strip(),
  light: careAdviceSchema.shape.light.strip(),
  humidity: careAdviceSchema.shape.humidity.strip().extend({ current: z.unknown().optional() }),
  schedule: z.array(careTaskSchema.strip()).max(MOST_TASKS).default([]),
});

const FIELDS = Object.keys(careAdviceSchema.shape);

/** The plan in a text, whatever stands around it; otherwise what the text is as JSON. @throws SyntaxError */
const parsed = (text: string): unknown => objectInText(text, FIELDS) ?? JSON.parse(text.trim());

const plain = (text: string): string => text.replaceAll(/\s+/g, ' ').toLowerCase();

/** Whether the answer repeats part of the instructions, which the model was told to keep to itself. */
function leaks(answer: unknown, instructions: string): boolean {
  const said = plain(JSON.stringify(answer));
  const secret = plain(instructions);
  for (let at = 0; at + LEAKED_CHARACTERS <= secret.length; at += LEAKED_CHARACTERS / 2) {
    if (said.includes(secret.slice(at, at + LEAKED_CHARACTERS))) return true;
  }
  return false;
}

/** Finds dates too far ahead for any plan. A past date is allowed: the plan then says that the task is overdue. */
function faultOfDates(
  { watering, schedule }: Pick<CareAdvice, 'watering' | 'schedule'>,
  today: string,
): string | undefined {
  const latest = Date.parse(today) + FURTHEST_DAYS * DAY_MS;
  const dates = [
    { at: 'watering.next', date: watering.next },
    ...schedule.map(({ due }, index) => ({ at: `schedule.${index}.due`, date: due })),
  ];
  const far = dates.find(({ date }) => Date.parse(date) > latest);
  return far && `${far.at}: ${far.date} is more than ${FURTHEST_DAYS} days after today, ${today}`;
}

/**
 * Checks an answer, mends it where that is safe, and completes it from known facts: the humidity becomes the measured one (or none), and the next
 * watering is added to the schedule.
 * With a basis, what the advice asks for is judged by its codes; without one, by all of its words.
 * @param answer the model's text, or an object that a node in the flow made from it
 * @param instructions what the model was told, if known
 * @returns the advice, or the fault in words for the model
 */
export function checkAnswer(answer: unknown, context: Facts, instructions = ''): Verdict {
  let candidate = answer;
  if (typeof answer === 'string') {
    try {
      candidate = parsed(answer);
    } catch (failure) {
      return { fault: `The answer is not JSON: ${(failure as Error).message.slice(0, 200)}` };
    }
  }
  // What it rests on is read by itself: a plan is not refused for a code that is written wrongly.
  const basis = basisIn((candidate as { basis?: unknown } | null)?.basis);
  if (typeof candidate === 'object' && candidate !== null && !Array.isArray(candidate))
    candidate = mended(candidate as Record<string, unknown>, context.today);
  const result = answerSchema.safeParse(candidate);
  if (!result.success)
    return {
      fault: result.error.issues
        .slice(0, 8)
        .map(({ path, message }) => `${path.join('.') || 'the answer'}: ${message}`)
        .join('; '),
    };
  const fault = faultOfDates(result.data, context.today);
  if (fault) return { fault };
  if (leaks(result.data, instructions))
    return { fault: 'The answer repeats the instructions: give advice about the plant only' };
  const { watering, humidity, schedule, ...rest } = result.data;
  const { value, age_minutes } = context.metrics.humidity;
  const isPlanned = schedule.some(({ task }) => task === 'watering');
  const advice: CareAdvice = {
    ...rest,
    watering,
    humidity: { ...humidity, current: age_minutes !== null && age_minutes <= STALE_MINUTES ? value : null },
    // If the schedule is already full, its last task is dropped.
    schedule: isPlanned
      ? schedule
      : [{ task: 'watering' as const, due: watering.next, every_days: null, note: watering.amount }, ...schedule].slice(
          0,
          MOST_TASKS,
        ),
  };
  const contradiction = contradictionIn(advice, context, basis);
  return contradiction
    ? { fault: `This contradicts what is known of the plant: ${contradiction('en')}`, contradiction }
    : { advice, ...(basis && { basis }) };
}
