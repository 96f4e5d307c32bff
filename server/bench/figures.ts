/** What is measured, in the order of the table, and the values that were measured. */

/** Who is measured beside whom. */
export const CONTESTANTS = {
  limit: 'the limit',
  stock: 'a stock flow',
  plantops: 'PlantOps',
} as const;
export type ContestantName = keyof typeof CONTESTANTS;

export type Unit = 'readings/s' | 'µs' | 'ms' | 's' | 'MB' | 'kB' | 'bytes' | '';

/** One line of the table. */
export interface Figure {
  label: string;
  unit: Unit;
  /** The measured values: one for each round, in order. */
  values: Partial<Record<ContestantName, number[]>>;
}

/** Collects values under the label of what they measure. */
export class Figures {
  readonly #figures = new Map<string, Figure>();

  add(label: string, unit: Unit, contestant: ContestantName, value: number): void {
    const figure: Figure = this.#figures.get(label) ?? { label, unit, values: {} };
    this.#figures.set(label, figure);
    (figure.values[contestant] ??= []).push(value);
  }

  /** In the order in which they were first measured. */
  list(): Figure[] {
    return [...this.#figures.values()];
  }
}
