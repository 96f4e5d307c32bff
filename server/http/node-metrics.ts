/** What each node of the flows does, for Prometheus. */
import { Counter, type Registry } from 'prom-client';
import { BUCKETS_S } from '../services/tracing/node-figures.ts';
import { KeptHistogram } from './kept-histogram.ts';

/** Of one node, since the flow engine was started. */
export interface NodeMetrics {
  node_id: string;
  type: string;
  name: string | null;
  tab: string | null;
  messages: number;
  errors: number;
  /** How many messages were in the node for at most each of the seconds in `BUCKETS_S`; for how many seconds all were. */
  took: { count: number; sumS: number; buckets: number[] };
}

const LABELS = ['node', 'type', 'name', 'tab'] as const;
type Label = (typeof LABELS)[number];

const labelsOf = ({ node_id: node, type, name, tab }: NodeMetrics): Record<Label, string> => ({
  node,
  type,
  name: name ?? '',
  tab: tab ?? '',
});

/** Adds what each node does. The engine is asked once for all of it. */
export function addNodeMetrics(registry: Registry, read: () => Promise<readonly NodeMetrics[]>): void {
  let asked: Promise<readonly NodeMetrics[]> | undefined;
  const once = (): Promise<readonly NodeMetrics[]> =>
    (asked ??= read().finally(() => {
      asked = undefined;
    }));
  const counter = (name: string, help: string, count: (node: NodeMetrics) => number): void => {
    new Counter({
      name: `plantops_node_${name}_total`,
      help,
      labelNames: LABELS,
      registers: [registry],
      async collect() {
        const nodes = await once();
        this.reset();
        for (const node of nodes) this.inc(labelsOf(node), count(node));
      },
    });
  };
  counter(
    'messages',
    'Messages that came to a node of the flows, or that it sent if it takes none',
    ({ messages }) => messages,
  );
  counter('errors', 'How often a node of the flows failed', ({ errors }) => errors);
  new KeptHistogram<Label>(
    registry,
    {
      name: 'plantops_node_duration_seconds',
      help: 'How long messages were in a node of the flows until it sent them on or was done with them',
      labelNames: LABELS,
      buckets: BUCKETS_S,
    },
    async () => (await once()).map((node) => ({ labels: labelsOf(node), ...node.took })),
  );
}
