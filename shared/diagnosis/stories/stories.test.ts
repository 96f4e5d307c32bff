import { describe, expect, it } from 'vitest';
import type { Diagnosis } from '../diagnosis.ts';
import { diagnose } from '../diagnose.ts';
import { daysBetween } from '../../plain-date.ts';
import { planFrom } from '../plan/plan.ts';
import { contradictionsIn } from './exclusions.ts';
import { STORIES } from './stories.ts';
import { factsFrom, play, type Story, STORY_DAYS } from './world.ts';

interface Day {
  today: string;
  date: string;
  diagnosis: Diagnosis;
  summary: string;
  contradictions: string[];
}

function lived(story: Story): Day[] {
  const world = play(story);
  return Array.from({ length: STORY_DAYS }, (_, day) => {
    const facts = factsFrom(world, day);
    const diagnosis = diagnose(facts);
    const { summary } = planFrom(diagnosis, facts, 'en', 'celsius');
    return {
      today: facts.today,
      date: facts.today.slice(5),
      diagnosis,
      summary,
      contradictions: contradictionsIn(facts, diagnosis),
    };
  });
}

/** What is said on a day, apart from figures and dates that move with each day, and from a watering that was just given. */
const saidOn = ({ diagnosis: { level, findings, asks, settled, watering } }: Day): string =>
  [
    level,
    findings
      .filter(({ code }) => code !== 'watered_lately')
      .map(({ code, severity }) => (severity === 'notice' || severity === 'good' ? code : `${code}!`))
      .join(' '),
    `asks ${asks.join(' ') || 'nothing'}`,
    ...(settled.length === 0
      ? []
      : [`not ${settled.map(({ dropped, from, rule }) => `${dropped} of ${from} (${rule})`).join(', ')}`]),
    `by ${watering.basis}`,
  ].join(' | ');

/** When the next watering is, in days from the day on which it is said. */
const nextIn = ({ today, diagnosis: { watering } }: Day): number =>
  daysBetween(today, watering.next ?? watering.not_before ?? today);

/** A line for each stretch of days on which the same is said, with the summary of its first day. */
function told(days: readonly Day[]): string {
  const lines: string[] = [];
  let [first, previous]: [Day | undefined, Day | undefined] = [undefined, undefined];
  let [least, most] = [Infinity, -Infinity];
  const end = (): void => {
    if (first && previous)
      lines.push(
        `${first.date}${first === previous ? '' : `..${previous.date}`} ${saidOn(first)} | in ${least === most ? least : `${least} to ${most}`} days\n    ${first.summary}`,
      );
  };
  for (const day of days) {
    if (!previous || saidOn(previous) !== saidOn(day)) {
      end();
      first = day;
      [least, most] = [Infinity, -Infinity];
    }
    [least, most] = [Math.min(least, nextIn(day)), Math.max(most, nextIn(day))];
    previous = day;
  }
  end();
  return lines.join('\n');
}

describe.each(STORIES.map((story) => [story.title, story] as const))('%s', (_title, story) => {
  it('is told on each day as it was reviewed, without contradictions', async () => {
    const days = lived(story);
    expect(days.flatMap(({ date, contradictions }) => contradictions.map((text) => `${date}: ${text}`))).toEqual([]);
    await expect(`${story.title}\nExpected: ${story.expectation}\n\n${told(days)}\n`).toMatchFileSnapshot(
      `told/${story.title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.txt`,
    );
  });
});
