/** Computes the table of docs/scaling.md anew: `node server/bench/write-capacity.ts`, after `make bench ONLY=room PAGE=docs/scaling.md`. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { capacityTables, readCosts } from './capacity.ts';
import { replaceMarked } from './marked-page.ts';

const docs = path.join(import.meta.dirname, '..', '..', 'docs');
const page = (name: string): string => path.join(docs, name);
const costs = readCosts(readFileSync(page('scaling.md'), 'utf8'), readFileSync(page('performance.md'), 'utf8'));
replaceMarked(page('scaling.md'), 'capacity', capacityTables(costs));
