import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { addNodeMetrics, type NodeMetrics } from './node-metrics.ts';

const node = (id: string, more: Partial<NodeMetrics> = {}): NodeMetrics => ({
  node_id: id,
  type: 'function',
  name: 'mine "too"',
  tab: 'Telemetry',
  messages: 7,
  errors: 1,
  took: { count: 6, sumS: 1.5, buckets: [1, 2, 3, 4, 5, 5, 5] },
  ...more,
});

it('each node has its messages, errors and a histogram of its times; the engine is asked once for all of it', async () => {
  const registry = new Registry();
  let asked = 0;
  let nodes = [node('a'), node('b', { name: null, tab: null })];
  addNodeMetrics(registry, async () => {
    asked += 1;
    return nodes;
  });
  const labels = 'node="a",type="function",name="mine \\"too\\"",tab="Telemetry"';
  const text = await registry.metrics();
  expect(text.split('\n').filter((line) => line.includes('node="a"'))).toEqual([
    `plantops_node_messages_total{${labels}} 7`,
    `plantops_node_errors_total{${labels}} 1`,
    ...[
      ['0.0001', 1],
      ['0.001', 2],
      ['0.01', 3],
      ['0.1', 4],
      ['1', 5],
      ['10', 5],
      ['100', 5],
      ['+Inf', 6],
    ].map(([end, count]) => `plantops_node_duration_seconds_bucket{le="${end}",${labels}} ${count}`),
    `plantops_node_duration_seconds_sum{${labels}} 1.5`,
    `plantops_node_duration_seconds_count{${labels}} 6`,
  ]);
  expect(text).toContain('plantops_node_errors_total{node="b",type="function",name="",tab=""} 1');
  expect(text).toContain('# TYPE plantops_node_duration_seconds histogram');
  expect(asked).toBe(1);

  nodes = [node('b', { messages: 3 })];
  const later = await registry.metrics();
  expect(later).not.toContain('node="a"');
  expect(later).toMatch(/^plantops_node_messages_total\{node="b".*\} 3$/m);
});
