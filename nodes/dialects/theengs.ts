/**
 * Theengs Gateway and OpenMQTTGateway: `…/BTtoMQTT/{MAC}`. A message often holds one value of a sensor; those of one second
 * become one row. Sources: https://gateway.theengs.io, https://docs.openmqttgateway.com, https://decoder.theengs.io.
 */
import { addressOf, objectIn, presenceOf, radioName, said, type Translation } from './dialect.ts';
import { hasAny, unclearIn, valuesIn, vitalsIn } from './fields.ts';

/** Radios beside Bluetooth that sensors of soil and air use. Their sensors have no address, but a model and an id. */
const OTHER_RADIO = /(?:^|\/)(?:LORA|RTL_433)toMQTT(?:\/|$)/;
/** Other topics of OpenMQTTGateway, about itself or from radios that no plant sensor uses. */
const OTHER_TOPIC = /(?:^|\/)(?:\w+toMQTT|MQTTto\w+|presence|home_presence|version|internal)(?:\/|$)/;

export function theengs(topic: string, payload: string): Translation | undefined {
  const parts = topic.split('/');
  if (parts.at(-1) === 'LWT') {
    const gateway = presenceOf(payload);
    return gateway && said('theengs', [], { gateway });
  }
  if (OTHER_RADIO.test(topic)) return fromOtherRadio(topic, objectIn(payload));
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

/** What a node sends by LoRa is JSON of its own, as a text within that of the gateway. */
function fromOtherRadio(topic: string, message: Record<string, unknown> = {}): Translation {
  const inner = typeof message.message === 'string' ? objectIn(message.message) : undefined;
  const { rssi, ...fields } = { ...message, ...inner };
  const values = valuesIn(fields);
  if (hasAny(values)) {
    const name = radioName(fields, topic);
    return said('theengs', [{ local: name, name, values, vitals: vitalsIn({ ...fields, rssi }) }]);
  }
  const unclear = unclearIn(fields);
  if (unclear.length > 0) return { unclear: `no name of these is known: ${unclear.join(', ')}` };
  return { nothing: 'it is no sensor for plants' };
}

/** The name that it broadcasts, or its model with the end of its address: there may be several. */
function nameOf({ name, model }: Record<string, unknown>, address: string): string {
  const mac = address.slice(address.indexOf(':') + 1).toUpperCase();
  if (typeof name === 'string' && name.trim() !== '') return name.trim();
  return typeof model === 'string' && model.trim() !== '' ? `${model.trim()} ${mac.slice(-8)}` : mac;
}
