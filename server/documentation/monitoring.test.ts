import { readFileSync } from 'node:fs';
import path from 'node:path';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { load } from 'js-yaml';
import { beforeAll, describe, expect, it } from 'vitest';
import { createMetrics } from '../http/metrics.ts';
import { timeRequests } from '../http/request-metrics.ts';
import { useTestDatabases } from '../testing/database.ts';
import { METRIC_SOURCES } from '../testing/metric-sources.ts';
import { readPage, ROOT, tableRows } from './pages.ts';

const databases = useTestDatabases();
const file = (name: string): string => readFileSync(path.join(ROOT, 'docs/monitoring', name), 'utf8');

interface Panel {
  title: string;
  targets: { expr?: string; rawSql?: string }[];
}
interface Dashboard {
  templating: { list: { name: string; query: string }[] };
  panels: Panel[];
}
const dashboard = (name: string): Dashboard => JSON.parse(file(name)) as Dashboard;

let metrics: ReadonlySet<string>;
beforeAll(async () => {
  const registry = createMetrics(METRIC_SOURCES);
  timeRequests(registry, new FakeClock());
  metrics = new Set([...(await registry.metrics()).matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name));
});

/** Metrics that a text names and the server does not have. */
const unknownIn = (text: string): string[] =>
  [...text.matchAll(/plantops_\w+/g)]
    .map(([name]) => name)
    .filter((name) => !metrics.has(name) && !metrics.has(name.replace(/_(?:bucket|count|sum)$/, '')));

describe('docs/monitoring.md', () => {
  it('lists all metrics of PlantOps and no others', () => {
    const told = ['Readings', 'The broker', 'The server', 'Nodes of the flows'].flatMap((heading) =>
      tableRows(readPage('docs/monitoring.md'), heading).map(([name = '']) => name.replaceAll('`', '')),
    );
    const own = [...metrics].filter((name) => !/^plantops_(?:process|nodejs)_/.test(name));
    expect(told.toSorted()).toEqual(own.toSorted());
  });
});

describe('the alert rules', () => {
  interface Rule {
    alert: string;
    expr: string;
    annotations: { summary: string };
  }
  const rules = (load(file('alerts.yml')) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules);

  it('ask for metrics that the server has, and say what is the matter', () => {
    expect(rules.length).toBeGreaterThan(15);
    expect(rules.flatMap(({ expr }) => unknownIn(expr))).toEqual([]);
    expect(rules.filter(({ annotations }) => annotations.summary.length < 20)).toEqual([]);
  });

  it('are each tried by the file for promtool: once when they speak, and once before', () => {
    const { tests } = load(file('alerts.test.yml')) as {
      tests: { alert_rule_test: { alertname: string; exp_alerts: unknown[] }[] }[];
    };
    const tried = tests.map(({ alert_rule_test: [quiet, speaks] }) => [
      quiet?.alertname,
      quiet?.exp_alerts.length,
      speaks?.alertname,
      speaks?.exp_alerts.length,
    ]);
    expect(tried.toSorted()).toEqual(rules.map(({ alert }) => [alert, 0, alert, 1]).toSorted());
  });
});

describe('the dashboards for Grafana', () => {
  it('ask Prometheus for metrics that the server has', () => {
    const { panels, templating } = dashboard('grafana-prometheus.json');
    const asked = [...panels.flatMap(({ targets }) => targets), ...templating.list].map((target) =>
      JSON.stringify(target),
    );
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.flatMap(unknownIn)).toEqual([]);
  });

  it.each(['readings_5min', 'readings_hourly', 'readings_daily'])(
    'ask the database for what it has, with the figures of %s',
    async (figures) => {
      const { panels, templating } = dashboard('grafana-sql.json');
      const plants = templating.list.find(({ name }) => name === 'plant')?.query ?? '';
      const database = await databases.pool();
      await database.query(`INSERT INTO plants (id, name) VALUES ('plant_1', 'Monstera')`);
      expect((await database.query(plants)).rows).toEqual([{ __text: 'Monstera', __value: 'plant_1' }]);
      await database.query(
        `INSERT INTO ${figures} (plant_id, time, soil_moisture_count, soil_moisture_sum) VALUES ('plant_1', now() - interval '1 day', 4, 120)`,
      );
      // What Grafana puts in their place.
      const asAsked = (sql: string): string =>
        sql
          .replaceAll(/\$__timeFilter\(([\w.]+)\)/g, "$1 BETWEEN now() - interval '30 days' AND now()")
          .replaceAll('$plant', "'plant_1'")
          .replaceAll('${figures}', figures);
      const rows: Record<string, unknown[]> = {};
      for (const { title, targets } of panels)
        for (const { rawSql = '' } of targets) rows[title] = (await database.query(asAsked(rawSql))).rows;
      expect(Object.keys(rows)).toHaveLength(9);
      expect(rows['Soil moisture']).toEqual([{ time: expect.any(Date), metric: 'Monstera', value: 30 }]);
    },
  );
});
