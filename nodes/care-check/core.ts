/** Whether what a language model answered is a care plan. Pure. */
import { z } from 'zod';
import {
  type CareAdvice,
  type CareContext,
  careAdviceSchema,
  careTaskSchema,
  FURTHEST_DAYS,
  MOST_TASKS,
} from '@plantops/shared/care/care-plan.ts';
import { STALE_MINUTES } from '@plantops/shared/care/care-words.ts';

/** Repeating this much of the instructions word for word is no advice (characters). */
const LEAKED_CHARACTERS = 60;
/** More than a plan can be; read no further. */
const MOST_CHARACTERS = 50_000;

export type Verdict = { advice: CareAdvice } | { fault: string };

const DAY_MS = 86_400_000;

/**
 * What is demanded of a model: the form of a plan, of which it may leave out the schedule. Fields that it adds are dropped.
 */
const answerSchema = z.object({
  ...careAdviceSchema.shape,
  watering: careAdviceSchema.shape.watering.strip(),
  light: careAdviceSchema.shape.light.strip(),
  humidity: careAdviceSchema.shape.humidity.strip().extend({ current: z.unknown().optional() }),
  schedule: z.array(careTaskSchema.strip()).max(MOST_TASKS).default([]),
});

/** JSON, also where a model wrapped it in a fence of Markdown. */
function parsed(text: string): unknown {
  const bare = text
    .slice(0, MOST_CHARACTERS)
    .trim()
    .replace(/^```(?:json)?\s*/, '')
    .replace(/\s*```$/, '');
  return JSON.parse(bare);
}

const plain = (text: string): string => text.replaceAll(/\s+/g, ' ').toLowerCase();

/** Whether the answer repeats a piece of what the model was told to keep to itself. */
function leaks(answer: unknown, instructions: string): boolean {
  const said = plain(JSON.stringify(answer));
  const secret = plain(instructions);
  for (let at = 0; at + LEAKED_CHARACTERS <= secret.length; at += LEAKED_CHARACTERS / 2) {
    if (said.includes(secret.slice(at, at + LEAKED_CHARACTERS))) return true;
  }
  return false;
}

/** Dates that no plan can mean. One that has passed is left: the plan then says that it is overdue. */
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
 * Checks an answer and completes it from what is known: the humidity is the measured one, or none, and the schedule has the next
 * watering.
 * @param answer the model's text, or an object that a node in the flow made of it
 * @param instructions what the model was told, where that is known
 * @returns the advice, or what is wrong in words for the model
 */
export function checkAnswer(
  answer: unknown,
  context: Pick<CareContext, 'today' | 'metrics'>,
  instructions = '',
): Verdict {
  let candidate = answer;
  if (typeof answer === 'string') {
    try {
      candidate = parsed(answer);
    } catch (failure) {
      return { fault: `The answer is not JSON: ${(failure as Error).message.slice(0, 200)}` };
    }
  }
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
  return {
    advice: {
      ...rest,
      watering,
      humidity: { ...humidity, current: age_minutes !== null && age_minutes <= STALE_MINUTES ? value : null },
      // A schedule that is full already keeps its last task out.
      schedule: isPlanned
        ? schedule
        : [
            { task: 'watering' as const, due: watering.next, every_days: null, note: watering.amount },
            ...schedule,
          ].slice(0, MOST_TASKS),
    },
  };
}
