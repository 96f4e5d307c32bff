/** Writes what is made from the registry of nodes: part of `npm run generate`. */
import { writeFileSync } from 'node:fs';
import { NODE_LOOKS, NODES_MANIFEST } from './generated-files.ts';

for (const generated of [NODES_MANIFEST, NODE_LOOKS]) writeFileSync(generated.file, generated.text());
