import type { CheckResult } from '@plantops/shared/durability/checks.ts';

/** What is done in the background for the database, in words of the log. */
export const JOB_NAMES = {
  partitions: 'partitions of readings',
  figures: 'figures for charts',
  retention: 'removal of what is too old',
} as const;
export type JobName = keyof typeof JOB_NAMES;

/** Told by a job how it went: with what failed, or without anything. */
export type JobReport = (failure?: unknown) => void;

interface Outcome {
  /** Undefined: it went well. */
  reason: string | undefined;
  failures: number;
}

/** How the jobs of the database went: those of the server itself, and those that TimescaleDB does. */
export class JobBook {
  readonly #jobs = new Map<string, Outcome>();

  /** @returns what the job tells its outcomes */
  reportOf(job: JobName): JobReport {
    const name = JOB_NAMES[job];
    return (failure) => this.note(name, failure === undefined ? undefined : reasonOf(failure));
  }

  /** Notes how a job went last. */
  note(name: string, reason: string | undefined): void {
    const failures = this.#jobs.get(name)?.failures ?? 0;
    this.#jobs.set(name, { reason, failures: failures + (reason === undefined ? 0 : 1) });
  }

  /** Notes how a job went that counts its failures itself. */
  noteCounted(name: string, failures: number, reason: string | undefined): void {
    this.#jobs.set(name, { reason, failures });
  }

  /** Failures of each job, and whether the last run was one. */
  list(): { name: string; failures: number; isFailing: boolean }[] {
    return [...this.#jobs].map(([name, { reason, failures }]) => ({
      name,
      failures,
      isFailing: reason !== undefined,
    }));
  }

  check(): CheckResult {
    const failing = [...this.#jobs].filter(([, { reason }]) => reason !== undefined);
    const [first] = failing;
    if (!first) return { state: 'ok', code: 'jobs_done', figures: { count: this.#jobs.size } };
    const jobs = failing.map(([name]) => name).join(', ');
    return { state: 'warning', code: 'job_failing', figures: { jobs, reason: first[1].reason ?? '' } };
  }
}

/** One line: what the database adds on others is in the log. */
const reasonOf = (failure: unknown): string =>
  (failure instanceof Error ? failure.message : String(failure)).split('\n')[0]?.slice(0, 200) ?? '';
