/**
 * The committed files that are generated from code: `npm run generate` writes them, and check-generated.ts compares
 * them.
 */
import { readFileSync } from 'node:fs';
import { plantOpsNodes } from '@plantops/nodes/registry.ts';
import { nodeRedManifest } from '@plantops/nodes/runtime/manifest.ts';
import { openApiDocument } from '../http/openapi.ts';

export interface GeneratedFile {
  file: URL;
  /** The text that it should contain now. */
  text(): string;
}

const atRoot = (path: string): URL => new URL(`../../${path}`, import.meta.url);
const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** The OpenAPI document, from which the dashboard's client is generated. */
export const OPENAPI: GeneratedFile = { file: atRoot('ui/openapi.json'), text: () => jsonText(openApiDocument()) };

/** The nodes' package.json: its `node-red` section is generated from the registry, and the rest is written by hand. */
export const NODES_MANIFEST: GeneratedFile = {
  file: atRoot('nodes/package.json'),
  text() {
    const manifest = JSON.parse(readFileSync(this.file, 'utf8')) as Record<string, unknown>;
    return jsonText({ ...manifest, 'node-red': nodeRedManifest() });
  },
};

/** How the flow editor shows each of our nodes, so that the dashboard draws flows alike. */
export const NODE_LOOKS: GeneratedFile = {
  file: atRoot('ui/src/components/flow-versions/node-looks.json'),
  text: () =>
    jsonText(
      Object.fromEntries(plantOpsNodes.map(({ definition: { type, label, colour } }) => [type, { label, colour }])),
    ),
};

/** The folder of the dashboard's API client, which @hey-api/openapi-ts generates. */
export const API_CLIENT = {
  folder: atRoot('ui/src/api/generated/'),
  tool: atRoot('node_modules/@hey-api/openapi-ts/bin/run.js'),
  workspace: atRoot('ui/'),
};
