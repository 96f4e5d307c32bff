import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import express from 'express';
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { metricFaults } from '../testing/metric-lint.ts';
import { METRIC_SOURCES } from '../testing/metric-sources.ts';
import { rawRequest } from '../testing/raw-request.ts';
import { useServed } from '../testing/served.ts';
import { createMetrics } from './metrics.ts';
import { timeRequests } from './request-metrics.ts';

describe('the metrics', () => {
  it('have names and help texts that promtool accepts without a word', async () => {
    const metrics = createMetrics(METRIC_SOURCES);
    timeRequests(metrics, new FakeClock());
    const text = await metrics.metrics();
    expect(text.match(/^# TYPE/gm)?.length).toBeGreaterThan(40);
    expect(metricFaults(text)).toEqual([]);
  });

  it.each([
    ['# HELP a_days x\n# TYPE a_days gauge', 'base unit "seconds"'],
    ['# HELP a_milliseconds x\n# TYPE a_milliseconds gauge', 'base unit "seconds"'],
    ['# HELP a_total x\n# TYPE a_total gauge', 'non-counter'],
    ['# HELP a x\n# TYPE a counter', '"_total" suffix'],
    ['# HELP a_count x\n# TYPE a_count gauge', '"_count"'],
    ['# HELP a_gauge x\n# TYPE a_gauge gauge', 'include the type'],
    ['# HELP a_ms x\n# TYPE a_ms gauge', 'abbreviated'],
    ['# HELP a x\n# TYPE a gauge\na{aB="c"} 1', 'snake_case'],
    ['# HELP a x\n# TYPE a gauge\na{le="1"} 1', '"le" label'],
    ['# TYPE a gauge', 'no help'],
  ])('would be complained of: %j', (text, complaint) => {
    expect(metricFaults(text)).toEqual([expect.stringContaining(complaint)]);
  });

  it('say what became of readings, how long it took, and which jobs failed', async () => {
    const lines = (await createMetrics(METRIC_SOURCES).metrics()).split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'plantops_build_info{version="1.2.3"} 1',
        'plantops_readings_stored_total 7',
        'plantops_readings_late_total 2',
        'plantops_readings_repeated_total 1',
        'plantops_messages_rejected_total{kind="telemetry"} 3',
        'plantops_messages_set_aside_total{kind="telemetry"} 4',
        'plantops_commit_duration_seconds_count 5',
        'plantops_delivery_duration_seconds_bucket{le="+Inf"} 6',
        'plantops_database_job_failures_total{task="figures for charts"} 2',
        'plantops_disk_full_in_seconds 86400',
      ]),
    );
  });

  it('leave out what is not known', async () => {
    const text = await createMetrics({
      ...METRIC_SOURCES,
      diskFullInS: () => undefined,
      backupAgeS: () => undefined,
    }).metrics();
    expect(text).not.toMatch(/^plantops_disk_full_in_seconds \S/m);
    expect(text).not.toMatch(/^plantops_backup_age_seconds \S/m);
  });
});

describe('requests', () => {
  const serve = useServed();

  it('are counted by the pattern of their address and the class of their status, whatever anybody asks for', async () => {
    const registry = new Registry();
    const application = express().use(timeRequests(registry, new FakeClock()));
    application.get('/api/plants/:id', (_request, response) => void response.send('here'));
    application.get('/api/events', (_request, response) => void response.send('live'));
    const url = await serve(application);
    for (const path of ['/api/plants/a', '/api/plants/b', '/api/events', '/no/1', '/no/2', '/api/plants/%zz'])
      await rawRequest(url, { path });
    await rawRequest(url, { path: '/', method: 'PROPFIND' });
    const counted = (await registry.metrics()).split('\n').filter((line) => line.includes('_count{'));
    expect(counted.map((line) => line.replace('plantops_http_request_duration_seconds_count', '')).sort()).toEqual([
      '{method="GET",route="/api/plants/:id",status="2xx"} 2',
      '{method="GET",route="other",status="4xx"} 3',
      '{method="other",route="other",status="4xx"} 1',
    ]);
  });
});
