import path from 'node:path';
import { commitOf, describeMachine } from '../bench/machine.ts';
import { prepareFolder, type Prepared } from '../e2e/harness/prepared-data.ts';
import { type Case, NotHere } from './case.ts';
import { type CaseName, CASES } from './cases.ts';
import { type Form, type FormName, FORMS } from './forms.ts';
import { Judgement } from './judgement.ts';
import type { Line, Results } from './report.ts';
import { Site } from './site.ts';

/** Runs these cases, one after another, each at a place of its own. */
export class Torture {
  #prepared: Prepared | undefined;
  #site: Site | undefined;

  async run(formName: FormName, names: readonly CaseName[], tell: (progress: string) => void): Promise<Results> {
    const begun = {
      madeAt: new Date().toISOString(),
      commit: commitOf(path.join(import.meta.dirname, '..', '..')),
      form: formName,
      machine: describeMachine(),
    };
    const prepared = await prepareFolder();
    this.#prepared = prepared;
    const lines: Line[] = [];
    for (const name of names) {
      tell(name);
      const line = await this.#line(name, CASES[name], FORMS[formName], prepared);
      tell(`${name}: ${line.verdict}; ${[line.seen, ...line.short].join('; ')}`);
      lines.push(line);
    }
    return { ...begun, lines };
  }

  /** Ends whatever runs, and removes what was made for it. */
  async clear(): Promise<void> {
    await this.#site?.clear();
    this.#prepared?.remove();
  }

  async #line(name: string, tried: Case, form: Form, prepared: Prepared): Promise<Line> {
    const site = new Site(prepared);
    this.#site = site;
    const judge = new Judgement();
    const sinceMs = performance.now();
    const lineOf = (verdict: Line['verdict'], more: string[] = []): Line => ({
      name,
      what: tried.what,
      required: tried.required,
      seen: [judge.seen, ...(verdict === 'cannot be seen here' ? more : [])].filter(Boolean).join('; '),
      verdict,
      short: [...judge.short, ...more],
      seconds: (performance.now() - sinceMs) / 1000,
    });
    try {
      await tried.run({ site, judge, form });
      return lineOf(judge.short.length === 0 ? 'holds' : 'falls short');
    } catch (failure) {
      const words = inWords(failure);
      return lineOf(failure instanceof NotHere ? 'cannot be seen here' : 'falls short', [words.slice(0, 500)]);
    } finally {
      await site.clear();
    }
  }
}

/** A failure with its cause, which fetch keeps behind a general word. */
function inWords(failure: unknown): string {
  if (!(failure instanceof Error)) return String(failure);
  return failure.cause instanceof Error ? `${failure.message} (${failure.cause.message})` : failure.message;
}
