/** Writes the OpenAPI document, from which the dashboard's client is generated: `npm run generate`. */
import { writeFileSync } from 'node:fs';
import { openApiDocument } from '../http/openapi.ts';

const target = new URL('../../ui/openapi.json', import.meta.url);
writeFileSync(target, `${JSON.stringify(openApiDocument(), null, 2)}\n`);
