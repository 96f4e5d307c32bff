/**
 * miflora-mqtt-daemon with `reporting_method = mqtt-json`: `{base}/{sensor}` with JSON, and `{base}/$announce` with all
 * sensors, which is `{}` once the daemon is gone. Source: https://github.com/ThomDietrich/miflora-mqtt-daemon
 */
import { addressOf, isObject, objectIn, said, type Translation } from './dialect.ts';
import { valuesIn, vitalsIn } from './fields.ts';

export function miflora(topic: string, payload: string): Translation | undefined {
  const path = topic.replace(/^miflora\//, '');
  const message = objectIn(payload);
  if (path === '$announce') return message ? announcement(message) : { nothing: 'an announcement without sensors' };
  if (!message || !('moisture' in message && 'conductivity' in message)) return undefined;
  return said('miflora', [{ local: path, name: path, values: valuesIn(message), vitals: vitalsIn(message) }]);
}

function announcement(message: Record<string, unknown>): Translation {
  const entries = Object.entries(message).flatMap(([local, facts]) => {
    const address = isObject(facts) ? addressOf(facts.mac) : undefined;
    if (!address || !isObject(facts)) return [];
    const pretty = facts.name_pretty;
    return [{ local, name: typeof pretty === 'string' && pretty !== '' ? pretty : local, address }];
  });
  return said('miflora', [], {
    gateway: Object.keys(message).length > 0 ? 'online' : 'offline',
    // The daemon may announce its sensors one by one.
    roster: { isComplete: false, entries },
  });
}
