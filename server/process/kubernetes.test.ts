/** The manifests in docs/scaling, checked as far as is possible without a Kubernetes. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { load, loadAll } from 'js-yaml';
import type { Deployment, StatefulSet } from 'kubernetes-types/apps/v1.js';
import type { Pod, Service } from 'kubernetes-types/core/v1.js';
import type { Ingress, NetworkPolicy } from 'kubernetes-types/networking/v1.js';
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readEnvironment, VARIABLE_NAMES } from '../config/environment.ts';
import { composed } from '../testing/compose-files.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const FOLDER = path.join(ROOT, 'docs', 'scaling');
const read = (name: string): string => readFileSync(path.join(FOLDER, name), 'utf8');

interface Kustomization {
  resources: string[];
  secretGenerator: { name: string; envs: string[] }[];
  configMapGenerator: { name: string; files: string[] }[];
  images: { name: string; newName: string; newTag: string }[];
}
const kustomization = load(read('kustomization.yaml')) as Kustomization;

type Manifest = { apiVersion: string; kind: string; metadata: { name: string } };
const manifests = kustomization.resources.flatMap((name) => loadAll(read(name)) as Manifest[]);
const ofKind = <T>(...kinds: string[]): (T & Manifest)[] =>
  manifests.filter(({ kind }) => kinds.includes(kind)) as (T & Manifest)[];
const workloads = ofKind<Deployment | StatefulSet>('Deployment', 'StatefulSet').map((manifest) => {
  const { template } = manifest.spec as NonNullable<Deployment['spec']>;
  const pod = template.spec as NonNullable<Pod['spec']>;
  return {
    name: manifest.metadata.name,
    spec: manifest.spec as NonNullable<Deployment['spec']>,
    claims: (manifest.spec as StatefulSet['spec'])?.volumeClaimTemplates ?? [],
    labels: template.metadata?.labels ?? {},
    pod,
    containers: [...(pod.initContainers ?? []), ...pod.containers],
  };
});
type Workload = (typeof workloads)[number];
const workload = (name: string): Workload => workloads.find((each) => each.name === name) as Workload;

type Labels = Readonly<Record<string, string>>;
interface Selector {
  matchLabels?: Labels;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}
const selects = ({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
  matchExpressions.every(({ key, operator, values = [] }) => operator === 'In' && values.includes(labels[key] ?? ''));
const selectedBy = (selector: Selector): Workload[] => workloads.filter(({ labels }) => selects(selector, labels));

/** What a container's variables are, with the secrets of an example. */
const SECRETS = {
  OWNER_PASSWORD: 'owner',
  ENCRYPTION_KEY: 'ab'.repeat(32),
  POSTGRES_PASSWORD: 'pg',
  MQTT_PASSWORD: 'mq',
};
function environmentOf({ pod }: Workload): Record<string, string> {
  const known: Record<string, string> = {};
  for (const { name, value, valueFrom } of pod.containers[0]?.env ?? []) {
    const secret = valueFrom?.secretKeyRef?.key as keyof typeof SECRETS | undefined;
    known[name] =
      secret === undefined
        ? (value ?? '10.0.0.1').replace(/\$\((\w+)\)/g, (_, other: string) => known[other] ?? 'unknown')
        : SECRETS[secret];
  }
  return known;
}

/** What the type checker says of each of these, by the types that Kubernetes' own API description gives. */
async function faultsOf(each: readonly Manifest[]): Promise<string[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'plantops-manifests-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const types = path.join(ROOT, 'node_modules', 'kubernetes-types');
  const moduleOf = (apiVersion: string): string =>
    path.join(types, apiVersion === 'v1' ? 'core/v1' : apiVersion.replace('.k8s.io', ''));
  const lines = each.map(
    (manifest, index) =>
      `export const _${index}: import(${JSON.stringify(moduleOf(manifest.apiVersion))}).${manifest.kind} = ${JSON.stringify(manifest)};`,
  );
  writeFileSync(path.join(folder, 'manifests.ts'), lines.join('\n'));
  const compiler = path.join(ROOT, 'node_modules', 'typescript-7', 'bin', 'tsc');
  const options = [
    '--noEmit',
    '--strict',
    '--module',
    'preserve',
    '--moduleResolution',
    'bundler',
    '--pretty',
    'false',
  ];
  const { stdout } = await promisify(execFile)(process.execPath, [compiler, ...options, 'manifests.ts'], {
    cwd: folder,
  }).catch((failure: unknown) => failure as { stdout: string });
  return stdout.split('\n').filter((line) => line.includes('error TS'));
}

describe('the manifests for Kubernetes', () => {
  it('are what its API takes: no key is misspelt, missing or of another type', async () => {
    const [deployment] = ofKind<Deployment>('Deployment');
    const misspelt = { ...deployment, spec: { ...deployment?.spec, replcias: 2 } } as unknown as Manifest;
    const ofText = { ...deployment, spec: { ...deployment?.spec, replicas: '2' } } as unknown as Manifest;
    // The last two are there to be noticed.
    expect(await faultsOf([...manifests, misspelt, ofText])).toEqual([
      expect.stringContaining(`'"replcias"' does not exist`),
      expect.stringContaining("Type 'string' is not assignable to type 'number'"),
    ]);
  });

  it('are all named in kustomization.yaml, with scripts that are there', () => {
    const { configMapGenerator, secretGenerator } = kustomization;
    for (const file of configMapGenerator.flatMap(({ files }) => files))
      expect(existsSync(path.join(FOLDER, file))).toBe(true);
    expect(secretGenerator).toEqual([{ name: 'plantops', envs: ['secrets.env'] }]);
    // It is neither committed nor part of the image.
    for (const file of ['.gitignore', '.dockerignore'])
      expect(readFileSync(path.join(ROOT, file), 'utf8')).toMatch(/^\/?docs\/scaling\/secrets\.env$/m);
  });

  it('name only secrets, scripts and disks that there are', () => {
    const secrets = [...read('secrets.env.example').matchAll(/^(\w+)=$/gm)].map(([, name]) => name);
    expect(secrets.toSorted()).toEqual(Object.keys(SECRETS).toSorted());
    const claims = ofKind('PersistentVolumeClaim').map(({ metadata }) => metadata.name);
    for (const { name, pod, claims: own, containers } of workloads) {
      const keys = containers.flatMap(({ env = [] }) => env.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef ?? []));
      for (const key of keys) expect([key.name, secrets.includes(key.key)], name).toEqual(['plantops', true]);
      const volumes = pod.volumes ?? [];
      for (const { configMap, persistentVolumeClaim } of volumes) {
        if (configMap) expect(kustomization.configMapGenerator.map((each) => each.name)).toContain(configMap.name);
        if (persistentVolumeClaim) expect(claims).toContain(persistentVolumeClaim.claimName);
      }
      const mounted = containers.flatMap(({ volumeMounts = [] }) => volumeMounts.map((mount) => mount.name));
      const declared = [...volumes.map((volume) => volume.name), ...own.map(({ metadata }) => metadata?.name)];
      expect([...new Set(mounted)].toSorted(), name).toEqual(declared.toSorted());
    }
  });

  it('select what they are for: services, budgets and rules each a workload, and a workload its own pods', () => {
    for (const { name, spec, labels } of workloads) expect(selects(spec.selector, labels), name).toBe(true);
    const named = (names: string[]): string[] => names.toSorted();
    const all = workloads.map(({ name }) => name);
    for (const { metadata, spec } of ofKind<Service>('Service')) {
      const [only, ...more] = selectedBy({ matchLabels: spec?.selector as Labels });
      expect([only?.name, more], metadata.name).toEqual([metadata.name.replace('-flows', ''), []]);
      for (const { port, targetPort = port } of spec?.ports ?? []) {
        const ports = only?.pod.containers.flatMap((container) => container.ports ?? []) ?? [];
        expect(
          ports.some((each) => [each.name, each.containerPort].includes(targetPort)),
          metadata.name,
        ).toBe(true);
      }
    }
    const budgets = ofKind<PodDisruptionBudget>('PodDisruptionBudget');
    expect(
      named(budgets.flatMap(({ spec }) => selectedBy(spec?.selector as Selector).map(({ name }) => name))),
    ).toEqual(named(all.filter((name) => name !== 'database-replica')));
    const rules = ofKind<NetworkPolicy>('NetworkPolicy').filter(({ metadata }) => metadata.name !== 'nobody');
    expect(
      named(rules.flatMap(({ spec }) => selectedBy(spec?.podSelector as Selector).map(({ name }) => name))),
    ).toEqual(named(all));
    const [ingress] = ofKind<Ingress>('Ingress');
    expect(ingress?.spec?.rules?.[0]?.http?.paths[0]?.backend.service).toEqual({
      name: 'host',
      port: { name: 'http' },
    });
  });

  it('let each in where somebody has to go, by a port that there is, and nobody else', () => {
    const rules = Object.fromEntries(
      ofKind<NetworkPolicy>('NetworkPolicy').map(({ metadata, spec }) => [
        metadata.name,
        (spec?.ingress ?? []).map(({ from, ports = [] }) => [
          from?.flatMap(({ podSelector }) => selectedBy(podSelector as Selector).map(({ name }) => name)).toSorted(),
          ports.map(({ port }) => port),
        ]),
      ]),
    );
    expect(rules).toEqual({
      nobody: [],
      host: [[undefined, ['http']]],
      engine: [[['host'], ['http']]],
      broker: [
        [undefined, ['mqtt']],
        [['engine'], ['mqtt-flows']],
      ],
      pgbouncer: [[['engine', 'host'], ['postgres']]],
      database: [[['database-replica', 'engine', 'host', 'pgbouncer'], ['postgres']]],
      'database-replica': [[['engine', 'host'], ['postgres']]],
    });
  });

  it('bound what each may take, look whether it is well, and give it no right that it does not need', () => {
    for (const { name, pod, containers } of workloads) {
      expect(pod.securityContext, name).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(pod.automountServiceAccountToken, name).toBe(false);
      for (const { resources, securityContext } of containers) {
        expect(Object.keys(resources?.requests ?? {}).toSorted(), name).toEqual(['cpu', 'memory']);
        expect(Object.keys(resources?.limits ?? {}), name).toEqual(['memory']);
        expect(securityContext, name).toMatchObject({
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
        });
      }
      for (const { readinessProbe } of pod.containers) expect(readinessProbe, name).toBeDefined();
    }
    for (const name of ['engine', 'host'])
      expect(workload(name).pod.containers[0]).toMatchObject({
        startupProbe: { httpGet: { path: '/healthz', port: 'http' } },
        readinessProbe: { httpGet: { path: '/readyz', port: 'http' } },
        livenessProbe: { httpGet: { path: '/healthz', port: 'http' } },
      });
  });

  it('keep one of each that there are two of, on another machine, while a node is drained', () => {
    const several = workloads.filter(({ spec }) => (spec.replicas ?? 1) > 1).map(({ name }) => name);
    expect(several.toSorted()).toEqual(['engine', 'host', 'pgbouncer']);
    const budgets = Object.fromEntries(
      ofKind<PodDisruptionBudget>('PodDisruptionBudget').map(({ metadata, spec }) => [metadata.name, spec]),
    );
    for (const name of several) {
      expect(budgets[name]?.minAvailable, name).toBe(1);
      const [constraint] = workload(name).pod.topologySpreadConstraints ?? [];
      expect(constraint?.topologyKey, name).toBe('kubernetes.io/hostname');
      expect(selectedBy(constraint?.labelSelector as Selector).map((each) => each.name)).toEqual([name]);
    }
    for (const name of ['database', 'broker']) expect(budgets[name]?.maxUnavailable, name).toBe(0);
  });

  it('start the images that docker-compose.yml starts', () => {
    const secrets = { OWNER_PASSWORD: 'o', ENCRYPTION_KEY: 'e', POSTGRES_PASSWORD: 'p', MQTT_PASSWORD: 'm' };
    const { services } = composed(['docker-compose.yml'], secrets) as { services: Record<string, { image: string }> };
    const version = kustomization.images.map(({ name, newTag }) => [name, `plantops:${newTag}`]);
    const own = Object.fromEntries(version) as Record<string, string>;
    const started = new Set(Object.values(services).map(({ image }) => image));
    const images = workloads.flatMap(({ containers }) => containers.map(({ image = '' }) => own[image] ?? image));
    expect(images.filter((image) => !started.has(image))).toEqual([]);
  });

  it.each(['engine', 'host'])('give an %s only variables that the server reads, with values that it takes', (name) => {
    const environment = environmentOf(workload(name));
    const own = new Set([...VARIABLE_NAMES, 'POSTGRES_PASSWORD', 'POD_IP']);
    expect(Object.keys(environment).filter((each) => !own.has(each))).toEqual([]);
    const read = readEnvironment({ ...environment, NODE_ENV: 'production', HOST: '0.0.0.0' });
    const services = ofKind('Service').map(({ metadata }) => metadata.name);
    for (const url of [
      read.DATABASE_URL,
      read.DATABASE_DIRECT_URL,
      read.DATABASE_READ_URL,
      read.MQTT_URL,
      read.MQTT_FLOWS_URL,
    ])
      if (url) expect(services).toContain(url.hostname);
    expect([read.PLANTOPS_ROLE, read.DATABASE_URL?.password]).toEqual([name, SECRETS.POSTGRES_PASSWORD]);
  });
});
