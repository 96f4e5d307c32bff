import type { Form } from './forms.ts';
import type { Judgement } from './judgement.ts';
import type { Site } from './site.ts';

/** What a case works with. */
export interface Trial {
  site: Site;
  judge: Judgement;
  form: Form;
}

export interface Case {
  /** What is done to the server. */
  what: string;
  /** What must come of it. */
  required: string;
  /** The test of `make check` that looks at the same in little. */
  test: string;
  /** Does it, and judges what it sees. @throws NotHere */
  run(trial: Trial): Promise<void>;
}

/** This machine lacks what a case needs. */
export class NotHere extends Error {}
