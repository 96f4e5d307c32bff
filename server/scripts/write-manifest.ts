/** Writes the `node-red` section of nodes/package.json from the registry: part of `npm run generate`. */
import { writeFileSync } from 'node:fs';
import { NODES_MANIFEST } from './generated-files.ts';

writeFileSync(NODES_MANIFEST.file, NODES_MANIFEST.text());
