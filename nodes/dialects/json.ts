/** JSON with names that are known, under any topic; and a bare number under a topic that ends in such a name. */
import { metricNamed } from '@plantops/shared/metric-names.ts';
import { addressOf, numberIn, objectIn, presenceOf, radioName, said, type Translation } from './dialect.ts';
import { hasAny, isFahrenheit, looksLikeReading, unclearIn, valuesIn, vitalsIn } from './fields.ts';

export function json(topic: string, payload: string): Translation | undefined {
  const parts = topic.split('/');
  const last = parts.at(-1) ?? '';
  const above = parts.slice(0, -1).join('/');
  const number = numberIn(payload);
  if (number !== undefined) {
    const sent = { [last]: number };
    const values = valuesIn(sent);
    if (hasAny(values)) return said('json', [{ ...named(above), values }]);
    const vitals = vitalsIn(sent);
    if (hasAny(vitals)) return said('json', [{ ...named(above), values, vitals }]);
    return looksLikeReading(last) ? { unclear: `no metric is called "${last}"` } : undefined;
  }
  if (['status', 'lwt', 'state'].includes(last.toLowerCase()) && parts.length <= 2) {
    const gateway = presenceOf(payload);
    if (gateway) return said('json', [], { gateway });
  }
  const message = objectIn(payload);
  if (!message) return metricNamed(last) && payload.trim() !== '' ? { unclear: 'it is no number' } : undefined;
  const values = valuesIn(message, isFahrenheit(message.temperature_unit ?? message.TempUnit));
  if (hasAny(values)) {
    const sensor = named(radioName(message, topic));
    const address = addressOf(message.mac) ?? addressOf(message.id);
    return said('json', [{ ...sensor, ...(address && { address }), values, vitals: vitalsIn(message) }]);
  }
  const unclear = unclearIn(message);
  return unclear.length > 0 ? { unclear: `no name of these is known: ${unclear.join(', ')}` } : undefined;
}

const named = (local: string) => {
  const address = addressOf(local.split('/').at(-1));
  return { local, name: local, ...(address && { address }) };
};
