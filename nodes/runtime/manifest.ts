import { plantOpsNodes } from '../registry.ts';

/** The `node-red` section of the pack's package.json: which file contains which type. */
export const nodeRedManifest = () => ({
  version: '>=5.0.0',
  // What the editor does when a deploy is refused and while wires are drawn, and what it shows under nodes.
  plugins: {
    'plantops-refused-deploy': 'dist/plantops-refused-deploy.html',
    'plantops-typed-wires': 'dist/plantops-typed-wires.html',
    'plantops-node-figures': 'dist/plantops-node-figures.html',
  },
  nodes: Object.fromEntries(plantOpsNodes.map(({ definition }) => [definition.type, `dist/${definition.type}.cjs`])),
});
