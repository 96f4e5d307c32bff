/**
 * Theengs Gateway and OpenMQTTGateway: `…/BTtoMQTT/{MAC}`. A message often holds one value of a sensor; those of one second
 * become one row. Sources: https://gateway.theengs.io, https://docs.openmqttgateway.com, https://decoder.theengs.io.
 */
import { addressOf, objectIn, presenceOf, said, type Translation } from './dialect.ts';
import { hasAny, valuesIn, vitalsIn } from './fields.ts';

/** Other topics of OpenMQTTGateway, about itself or from radios that no plant sensor uses. */
const OTHER_TOPIC = /(?:^|\/)(?:\w+toMQTT|MQTTto\w+|presence|home_presence|version|internal)(?:\/|$)/;

export function theengs(topic: string, payload: string): Translation | undefined {
  const parts = topic.split('/');
  if (parts.at(-1) === 'LWT') {
    const gateway = presenceOf(payload);
    return gateway && said('theengs', [], { gateway });
  }
  if (!parts.includes('BTtoMQTT'))
    return OTHER_TOPIC.test(topic) ? { nothing: 'it is about the gateway itself' } : undefined;
  const message = objectIn(payload);
  if (!message) return { unclear: 'BTtoMQTT is no JSON object' };
  // `id` is another thing for devices that hide their address.
  const address = addressOf(message.mac) ?? addressOf(message.id) ?? addressOf(parts.at(-1));
  const values = valuesIn(message);
  if (!address || !hasAny(values)) return { nothing: 'it is no sensor for plants' };
  return said('theengs', [
    { local: address, name: nameOf(message, address), address, values, vitals: vitalsIn(message) },
  ]);
}

/** The name that it broadcasts, or its model with the end of its address: there may be several. */
function nameOf({ name, model }: Record<string, unknown>, address: string): string {
  const mac = address.slice(address.indexOf(':') + 1).toUpperCase();
  if (typeof name === 'string' && name.trim() !== '') return name.trim();
  return typeof model === 'string' && model.trim() !== '' ? `${model.trim()} ${mac.slice(-8)}` : mac;
}
