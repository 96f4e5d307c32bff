/** All dialects by name, and which one a message is of. */
import type { Dialect, Translate, Translation } from './dialect.ts';
import { DIALECTS } from './dialect.ts';
import { esphome } from './esphome.ts';
import { json } from './json.ts';
import { miflora } from './miflora.ts';
import { tasmota } from './tasmota.ts';
import { theengs } from './theengs.ts';
import { zigbee2mqtt } from './zigbee2mqtt.ts';

const TRANSLATORS: Readonly<Record<Dialect, Translate>> = { tasmota, theengs, zigbee2mqtt, miflora, esphome, json };

/**
 * What a message of a gateway means. @param topic below that of the gateway
 * @param dialect `auto`: the first that knows the topic or the shape
 */
export function translate(topic: string, payload: string, dialect: Dialect | 'auto' = 'auto'): Translation {
  // Whatever the program is, a message may be plain JSON with known names.
  const tried: readonly Dialect[] = dialect === 'auto' ? DIALECTS : [dialect, 'json'];
  for (const name of tried) {
    const translation = TRANSLATORS[name](topic, payload);
    if (translation) return translation;
  }
  return { nothing: 'it holds no reading' };
}
