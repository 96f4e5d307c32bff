import {
  Histogram,
  type HistogramConfiguration,
  type MetricObject,
  type MetricObjectWithValues,
  type MetricValueWithName,
  type Registry,
} from 'prom-client';

/** One series of a histogram. `buckets[n]`: how many took at most the nth upper end. */
export interface KeptSeries<Label extends string> {
  labels: Record<Label, string>;
  count: number;
  sumS: number;
  buckets: readonly number[];
}

type Form<Label extends string> = Pick<HistogramConfiguration<Label>, 'name' | 'help' | 'labelNames'> & {
  /** Upper ends (s). */
  buckets: readonly number[];
};

/** A histogram that somebody else keeps, such as the flow engine. It is read at each scrape. */
export class KeptHistogram<Label extends string> extends Histogram<Label> {
  readonly #form: Form<Label>;
  readonly #read: () => readonly KeptSeries<Label>[] | Promise<readonly KeptSeries<Label>[]>;

  constructor(registry: Registry, form: Form<Label>, read: KeptHistogram<Label>['read']) {
    super({ ...form, buckets: [...form.buckets], registers: [registry] });
    this.#form = form;
    this.#read = read;
  }

  /** The series of now. */
  read(): readonly KeptSeries<Label>[] | Promise<readonly KeptSeries<Label>[]> {
    return this.#read();
  }

  /** What the registry asks a histogram for; its published types do not have it. */
  async getForPromString(): Promise<MetricObjectWithValues<MetricValueWithName<Label>>> {
    const values = (await this.read()).flatMap(({ labels, count, sumS, buckets }) => {
      const named = (part: string, value: number, more: object = {}): MetricValueWithName<Label> => ({
        metricName: `${this.#form.name}_${part}`,
        labels: { ...more, ...labels },
        value,
      });
      return [
        ...buckets.map((inBucket, place) => named('bucket', inBucket, { le: this.#form.buckets[place] })),
        named('bucket', count, { le: '+Inf' }),
        named('sum', sumS),
        named('count', count),
      ];
    });
    const { name, help, type, aggregator, collect } = this as unknown as MetricObject;
    return { name, help, type, aggregator, collect, values };
  }
}
