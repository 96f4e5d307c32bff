/** What the files of the package load: the nodes for a Node-RED that is not PlantOps' own. */
import { systemClock } from '@plantops/shared/clock.ts';
import { plantOpsNodes } from '../registry.ts';
import type { NodeRed } from '../runtime/node-red.ts';
import { registerServer, SERVER_TYPE } from './server-node.ts';
import { outsideServices } from './services.ts';

/** The nodes of the package. Left out are those that make no sense elsewhere. */
export const outsideNodes = plantOpsNodes.filter(({ definition }) => definition.outside !== 'inside only');

/** What Node-RED calls to load a type. @throws Error for a type that is not in the package */
export function load(type: string): (red: NodeRed) => void {
  if (type === SERVER_TYPE) return (red) => registerServer(red, systemClock);
  const node = outsideNodes.find(({ definition }) => definition.type === type);
  if (!node) throw new Error(`${type} is not a type of this package`);
  return (red) => node.register(red, outsideServices(red, systemClock));
}
