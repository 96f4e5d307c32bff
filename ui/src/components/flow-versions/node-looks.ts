/** How the flow editor shows types of nodes. Those of PlantOps are generated from the registry of nodes. */
import type { Words } from '@plantops/shared/settings/display.ts';
import { inLanguage } from '../../messages/words';
import ofPlantOps from './node-looks.json';

export interface NodeLook {
  /** What the palette of the editor calls it, in the language of the owner. */
  label: string;
  /** A colour of CSS. */
  colour: string;
}

/** Source: the nodes that come with Node-RED 5.0, @node-red/nodes/core. */
const OF_NODE_RED: Readonly<Record<string, string>> = {
  function: '#fdd0a2',
  switch: '#e2d96e',
  change: '#e2d96e',
  inject: '#a6bbcf',
  debug: '#87a980',
  delay: '#e6e0f8',
  template: '#f3b567',
  catch: '#e49191',
  'link in': '#dddddd',
  'link out': '#dddddd',
  'link call': '#dddddd',
};

/** A hue in degrees, the same for the same text. */
function hueOf(text: string): number {
  let hue = 0;
  for (const letter of text) hue = (hue * 31 + (letter.codePointAt(0) ?? 0)) % 360;
  return hue;
}

const looks: Readonly<Record<string, { label: Words; colour: string }>> = ofPlantOps;

/** A type that is not known has its own name and a colour of its own. Follows changes of the language. */
export function lookOf(type: string): NodeLook {
  const look = looks[type];
  return look
    ? { label: inLanguage(look.label), colour: look.colour }
    : { label: type, colour: OF_NODE_RED[type] ?? `hsl(${hueOf(type)} 45% 65%)` };
}
