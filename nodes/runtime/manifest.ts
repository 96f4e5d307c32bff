import { plantOpsNodes } from '../registry.ts';

/** The `node-red` section of the pack's package.json: which file contains which type. */
export const nodeRedManifest = () => ({
  version: '>=5.0.0',
  nodes: Object.fromEntries(plantOpsNodes.map(({ definition }) => [definition.type, `dist/${definition.type}.cjs`])),
});
