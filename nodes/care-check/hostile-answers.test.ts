import { diagnosis as aDiagnosis, finding } from '@plantops/shared/testing/diagnosis-fixtures.ts';
import type { Diagnosis } from '@plantops/shared/diagnosis/diagnosis.ts';
import { careAdviceSchema } from '@plantops/shared/care/care-plan.ts';
import { careAdvice, careContext } from '@plantops/shared/testing/care-fixtures.ts';
import { describe, expect, it } from 'vitest';
import { withSoil } from '../testing/care-contexts.ts';
import type { Facts } from './contradictions.ts';
import { checkAnswer } from './core.ts';

const PLAN = careAdvice();
const JSON_PLAN = JSON.stringify(PLAN);
const PRETTY = JSON.stringify(PLAN, null, 2);
const context = careContext();

const adviceOf = (answer: unknown, of: Facts = context) => {
  const verdict = checkAnswer(answer, of);
  if ('fault' in verdict) throw new Error(verdict.fault);
  return careAdviceSchema.parse(verdict.advice);
};
const refusalOf = (answer: unknown, of: Facts = context): string | undefined => {
  const verdict = checkAnswer(answer, of);
  return 'fault' in verdict ? verdict.contradiction?.('en') : undefined;
};

describe('a plan is found', () => {
  it.each<[string, string]>([
    ['after a byte order mark', `\uFEFF${JSON_PLAN}`],
    ['after thoughts', `<think>The soil {"summary": "draft"} is dry.</think>\n${JSON_PLAN}`],
    ['after thoughts whose beginning was left out', `So it is dry {18}.</think>${JSON_PLAN}`],
    ['after thoughts that never end', `<think>Let me see. I answer: ${JSON_PLAN}`],
    ['within thoughts, where nothing stands behind them', `<thinking>${JSON_PLAN}</thinking>`],
    [
      'in a channel',
      `<|channel|>analysis<|message|>Dry {x}<|end|><|start|>assistant<|channel|>final<|message|>${JSON_PLAN}`,
    ],
    ['in brackets of thinking', `[THINK]hm {[/THINK]${JSON_PLAN}`],
    ['in prose with braces', `Here is the plan {in JSON} as you asked {}: ${JSON_PLAN} Good luck {and water}!`],
    ['in a fence in the midst', `Sure!\n\`\`\`json\n${PRETTY}\n\`\`\`\nAnything else?`],
    ['in a fence that is never closed', `\`\`\`\n${PRETTY}`],
    ['in a list', `[${JSON_PLAN}]`],
    ['in another object', JSON.stringify({ care_plan: PLAN })],
    ['in an answer of an answer', JSON.stringify({ result: { plan: PLAN } })],
    ['as text in JSON', JSON.stringify(JSON_PLAN)],
    ['as text in an object', JSON.stringify({ arguments: JSON_PLAN })],
    ['last of several', `${JSON.stringify({ ...PLAN, summary: 'A draft.' })}\n\n${JSON_PLAN}`],
    ['beside another object', `{"confidence": 0.9}\n${JSON_PLAN}\n{"done": true}`],
    ['with trailing commas', PRETTY.replaceAll(/([}\]"\d])\n(\s*[}\]])/g, '$1,\n$2')],
    ['with comments', PRETTY.replace('{', '{ // the plan\n').replace('"light"', '/* now light */ "light"')],
    ['in single quotes', JSON_PLAN.replaceAll("'", '’').replaceAll('"', "'")],
    ['in typographic quotes', JSON_PLAN.replaceAll(/"([^"]*)"/g, '“$1”')],
    ['with names without quotes', JSON_PLAN.replaceAll(/"(\w+)":/g, '$1:')],
    ['with None for null', JSON.stringify(careAdvice({ schedule: PLAN.schedule })).replaceAll('null', 'None')],
    ['with line breaks in texts', JSON_PLAN.replace('a little dry:', 'a little dry:\n')],
    ['with quotes that are not escaped', JSON_PLAN.replace('Monty', '"Monty"')],
  ])('%s', (_where, answer) => {
    const { summary, ...rest } = adviceOf(answer);
    expect(summary.replaceAll(/[\s"]+/g, ' ').trim()).toBe(PLAN.summary);
    expect(rest).toEqual(adviceOf(JSON_PLAN, context) && { ...rest, watering: PLAN.watering, light: PLAN.light });
  });
});

describe('what is safe is mended', () => {
  const first = PLAN.schedule[0];
  it.each<[string, object, (plan: ReturnType<typeof adviceOf>) => unknown, unknown]>([
    [
      'a summary that is too long, at a sentence',
      { summary: 'It is fine. '.repeat(80) },
      ({ summary }) => [summary.length < 600, summary.endsWith('fine.')],
      [true, true],
    ],
    ['a word that is too long', { summary: 'x'.repeat(900) }, ({ summary }) => summary.length, 600],
    [
      'too many alerts',
      { alerts: Array.from({ length: 100 }, (_, index) => `Alert ${index}`) },
      ({ alerts }) => alerts.length,
      8,
    ],
    ['one alert without a list', { alerts: 'Look at it' }, ({ alerts }) => alerts, ['Look at it']],
    ['no alerts', { alerts: null }, ({ alerts }) => alerts, []],
    ['alerts that are objects', { alerts: [{ severity: 'high', message: 'Look' }] }, ({ alerts }) => alerts, ['Look']],
    ['too many tasks', { schedule: Array.from({ length: 30 }, () => first) }, ({ schedule }) => schedule.length, 12],
    ['"7" for 7', { schedule: [{ ...first, every_days: '7' }] }, ({ schedule }) => schedule[0]?.every_days, 7],
    [
      '"7 days" for 7',
      { schedule: [{ ...first, every_days: '7 days' }] },
      ({ schedule }) => schedule[0]?.every_days,
      7,
    ],
    ['6.8 for 7', { schedule: [{ ...first, every_days: 6.8 }] }, ({ schedule }) => schedule[0]?.every_days, 7],
    [
      'no number of days',
      { schedule: [{ ...first, every_days: undefined }] },
      ({ schedule }) => schedule[0]?.every_days,
      null,
    ],
    [
      'a date with a time',
      { watering: { ...PLAN.watering, next: '2026-03-09T08:00:00Z' } },
      ({ watering }) => watering.next,
      '2026-03-09',
    ],
    [
      'a date without zeros',
      { watering: { ...PLAN.watering, next: '2026-3-9' } },
      ({ watering }) => watering.next,
      '2026-03-09',
    ],
    [
      'a date as Germans write it',
      { watering: { ...PLAN.watering, next: '09.03.2026' } },
      ({ watering }) => watering.next,
      '2026-03-09',
    ],
    [
      'a date in words',
      { watering: { ...PLAN.watering, next: 'March 9, 2026' } },
      ({ watering }) => watering.next,
      '2026-03-09',
    ],
    ['tomorrow', { watering: { ...PLAN.watering, next: 'Tomorrow' } }, ({ watering }) => watering.next, '2026-03-09'],
    [
      'other words for a task',
      { schedule: [{ ...first, task: 'Fertilise' }] },
      ({ schedule }) => schedule.map(({ task }) => task),
      ['watering', 'fertilizing'],
    ],
    ['a figure for words', { light: { ...PLAN.light, current: 950 } }, ({ light }) => light.current, '950'],
    ['control characters', { summary: 'Fine\u0000 so far\u0007.' }, ({ summary }) => summary, 'Fine so far.'],
  ])('%s', (_what, change, of, expected) => {
    expect(of(adviceOf({ ...PLAN, ...change }))).toEqual(expected);
  });

  it.each<[string, object]>([
    ['a day that may be one of two', { watering: { ...PLAN.watering, next: '03/09/2026' } }],
    ['no summary', { summary: undefined }],
    ['a day that does not exist', { watering: { ...PLAN.watering, next: '2026-02-30T10:00:00Z' } }],
    ['a number of days in words', { schedule: [{ ...first, every_days: 'often' }] }],
  ])('but not %s', (_what, change) => {
    expect(checkAnswer({ ...PLAN, ...change }, context)).toHaveProperty('fault');
  });
});

describe('an answer that contradicts what is known is refused', () => {
  const wet = withSoil({ value: 82, state: 'above' });
  const calm = { summary: 'The soil is at 82 %, so wait.', alerts: ['The soil is too wet'], schedule: [] };
  const next = (day: string) => ({ ...PLAN.watering, next: day });

  it.each<[string, object, Facts, RegExp]>([
    [
      'five litres a day on wet soil',
      { ...calm, watering: { frequency: 'Daily', amount: 'Five litres', next: '2026-03-12' } },
      wet,
      /daily, although the soil is at 82 %, above its 70 %/,
    ],
    [
      'water today on wet soil',
      { ...calm, watering: next('2026-03-08') },
      wet,
      /on 2026-03-08, although the soil is at 82 %/,
    ],
    [
      'words to water wet soil now',
      { ...calm, summary: 'Water it now.', watering: next('2026-03-14') },
      wet,
      /needs water now/,
    ],
    [
      'the same in German',
      { ...calm, summary: 'Du solltest sofort gießen.', watering: next('2026-03-14') },
      wet,
      /needs water now/,
    ],
    [
      'a task to water wet soil today',
      {
        ...calm,
        watering: next('2026-03-14'),
        schedule: [{ task: 'watering', due: '2026-03-08', every_days: null, note: 'A little.' }],
      },
      wet,
      /on 2026-03-08/,
    ],
    [
      'a flood on soil that is dry',
      { watering: { frequency: 'Every day', amount: '5 l', next: '2026-03-08' } },
      context,
      /5 litres given every day or two/,
    ],
    ['a watering in 2024', { watering: next('2024-03-08') }, context, /2024-03-08, is long past/],
    [
      'a watering in three weeks for dry soil',
      { watering: next('2026-03-29'), schedule: [] },
      context,
      /although the soil is at 18\.4 %, below its 20 %/,
    ],
    [
      'a watering in two months for soil that dries in days',
      { ...calm, summary: 'Fine.', watering: next('2026-05-08') },
      withSoil({ value: 45, state: 'inside' }),
      /the soil is dry in 5 days/,
    ],
    ["another plant's soil", { summary: 'The soil is at 63 % and moist.' }, context, /it names 63 %/],
    ["another plant's temperature", { summary: 'It stands at 31 °C.' }, context, /31 °C/],
    ["another plant's light", { light: { ...PLAN.light, current: 'Bright, 14,000 lx' } }, context, /14,000 lx/],
    ["another plant's air", { alerts: ['The humidity is at 81%'] }, context, /81%/],
    ['°C for what is °F', { summary: 'It is at 71 °C.' }, context, /71 °C/],
    [
      '"doing well" while an alert is open',
      { summary: 'Your plant is doing well.', alerts: [] },
      context,
      /doing well, although there is an alert: soil_moisture is 18\.4/,
    ],
    ['the same in German', { summary: 'Deiner Pflanze geht es gut.', alerts: [] }, context, /doing well/],
  ])('%s', (_what, change, facts, says) => {
    expect(refusalOf({ ...PLAN, ...change }, facts)).toMatch(says);
  });

  it.each<[string, object, Facts]>([
    ['to wait with wet soil', { ...calm, watering: next('2026-03-14') }, wet],
    [
      'not to water wet soil now',
      { ...calm, summary: 'Do not water it now: the soil is at 82 %.', watering: next('2026-03-14') },
      wet,
    ],
    [
      'water daily for a bog plant',
      { ...calm, watering: { frequency: 'Daily', amount: 'A little rain water', next: '2026-03-08' } },
      { ...wet, species: { ...(context.species as NonNullable<typeof context.species>), watering: 'keep_wet' } },
    ],
    [
      'figures that are rounded',
      { summary: 'The soil is at 18 %, the air at 22 °C and 46 % humidity, with 1,500 lux.' },
      context,
    ],
    ['°F of the same temperature', { summary: 'It stands at 71 °F.' }, { ...context, temperature_unit: 'fahrenheit' }],
    ['figures that should be', { summary: 'Keep the humidity at 60 % and the soil between 30-50 %.' }, context],
    ['a watering that is overdue by days', { watering: next('2026-03-03') }, context],
    ['"doing well, but", with the alert', { summary: 'It is doing well, but the soil is dry at 18.4 %.' }, context],
    ['"doing well" without an alert', { summary: 'It is doing well.', alerts: [] }, { ...context, open_alerts: [] }],
    [
      'values of a sensor that fell silent',
      { ...calm, summary: 'Look at the sensor.', watering: next('2026-03-08') },
      withSoil({ value: 82, age_minutes: 500 }),
    ],
  ])('but not %s', (_what, change, facts) => {
    expect(refusalOf({ ...PLAN, ...change }, facts)).toBeUndefined();
    expect(checkAnswer({ ...PLAN, ...change }, facts)).toHaveProperty('advice');
  });
});

const DIAGNOSIS = aDiagnosis();

describe('an answer that says in codes what it asks for', () => {
  const found: Diagnosis = {
    ...DIAGNOSIS,
    level: 'urgent',
    findings: [finding({ code: 'overwatered', severity: 'urgent', asks: ['hold_water'] })],
    asks: ['hold_water', 'move_warmer'],
    settled: [
      { dropped: 'feed', from: 'feeding_due', kept: 'hold_water', because: 'overwatered', rule: 'rest_before_feeding' },
    ],
  };
  const wet: Facts = { ...withSoil({ value: 91, state: 'above' }), diagnosis: found, open_alerts: [] };
  const calm = {
    ...PLAN,
    summary: 'The soil is at 91 %, so wait.',
    alerts: ['The soil is too wet'],
    watering: { ...PLAN.watering, next: '2026-03-20' },
    schedule: [],
  };
  const basis = (asks: string[], overrides: object = {}) => ({
    level: 'urgent',
    watering: { every_days: null, amount_ml: null },
    points: [{ part: 'summary', findings: ['overwatered'], asks }],
    ...overrides,
  });

  it.each<[string, object, RegExp]>([
    ['water now, whatever its words are', basis(['water_now']), /watering it now/],
    ['what was set aside', basis(['feed']), /feeding it/],
    ['another place than the one that saves it', basis(['move_brighter']), /brighter place/],
    ['nothing, as the plant were well', basis([], { level: 'well' }), /doing well/],
    ['water each day', basis([], { watering: { every_days: 1, amount_ml: 5000 } }), /daily/],
  ])('is refused where it asks for %s', (_what, said, says) => {
    expect(refusalOf({ ...calm, basis: said }, wet)).toMatch(says);
  });

  it('is refused where it lets a dry plant wait', () => {
    const dry: Facts = { ...context, diagnosis: { ...DIAGNOSIS, level: 'urgent', asks: ['water_now'] } };
    expect(refusalOf({ ...PLAN, basis: basis(['hold_water']) }, dry)).toMatch(/letting it dry/);
  });

  it('is taken where its codes agree, though its words could be misread', () => {
    const summary = 'The soil is at 91 %. Neighbours say: water it today. They are wrong.';
    expect(refusalOf({ ...calm, summary, basis: basis(['hold_water', 'empty_saucer']) }, wet)).toBeUndefined();
    expect(refusalOf({ ...calm, summary }, wet), 'words alone are judged strictly').toMatch(/needs water now/);
  });

  it('keeps the codes that exist, and is judged by its words where it has no form', () => {
    const mixed = basis(['hold_water', 'sing_to_it'], {
      points: [
        { part: 'summary', findings: ['overwatered', 'bad_mood'], asks: ['hold_water', 'sing_to_it'] },
        { part: 'weather', findings: [], asks: [] },
        'nonsense',
      ],
    });
    expect(checkAnswer({ ...calm, basis: mixed }, wet)).toMatchObject({
      basis: { points: [{ part: 'summary', findings: ['overwatered'], asks: ['hold_water'] }] },
    });
    for (const none of [null, 'none', 7, [], { level: 'fine' }])
      expect(checkAnswer({ ...calm, basis: none }, wet)).not.toHaveProperty('basis');
    expect(refusalOf({ ...calm, summary: 'Water it now.', basis: { level: 'fine' } }, wet)).toMatch(/needs water now/);
  });
});
