import path from 'node:path';
import { Figures } from './figures.ts';
import { type FormName, FORMS } from './forms.ts';
import { commitOf, describeMachine } from './machine.ts';
import { type PartName, PARTS, type Work } from './parts.ts';
import type { Place } from './place.ts';
import type { Results } from './report.ts';

/** Measures these parts, one after another, and removes the place with whatever was made for it. */
export async function bench(
  formName: FormName,
  parts: readonly PartName[],
  place: Place,
  tell: Work['tell'],
): Promise<Results> {
  const form = FORMS[formName];
  const begun = {
    madeAt: new Date().toISOString(),
    commit: commitOf(path.join(import.meta.dirname, '..', '..')),
    form: formName,
    rounds: form.rounds,
    machine: describeMachine(),
  };
  const figures = new Figures();
  try {
    for (const part of parts) await PARTS[part]({ form, place, figures, tell });
  } finally {
    await place.remove();
  }
  return { ...begun, figures: figures.list() };
}
