/**
 * Judges the licences of all packages, and writes the bill of materials to the file that is named, if one is: part of
 * `make check`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { billOfMaterials, licenceFaults, type Lock, packagesOf } from './packages.ts';

const read = (file: string): unknown => JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'));
const packages = packagesOf(read('package-lock.json') as Lock);
const faults = licenceFaults(packages);
for (const fault of faults) process.stderr.write(`${fault}\n`);
const [file] = process.argv.slice(2);
if (file !== undefined) {
  const { version } = read('package.json') as { version: string };
  writeFileSync(file, `${JSON.stringify(billOfMaterials(version, packages), null, 2)}\n`);
}
process.exitCode = faults.length > 0 ? 1 : 0;
