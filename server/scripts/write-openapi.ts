/** Writes the OpenAPI document: part of `npm run generate`. */
import { writeFileSync } from 'node:fs';
import { OPENAPI } from './generated-files.ts';

writeFileSync(OPENAPI.file, OPENAPI.text());
