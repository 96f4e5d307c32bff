import type { MessageOf } from '@plantops/shared/flows/message-type.ts';
import { gatewayMessage, rawMessage } from '@plantops/shared/flows/message-types.ts';
import { messageText } from '@plantops/shared/message-text.ts';
import { type MessagePart, MOST_NEW_SENSORS } from '@plantops/shared/ports.ts';
import { belowGateway, parseDeviceTopic } from '@plantops/shared/topics.ts';
import { translate } from '../dialects/auto.ts';
import { defineNode } from '../runtime/define-node.ts';
import { KeyedQueue } from '../threshold/keyed-queue.ts';
import { dialectConfig } from './config.ts';
import { GatewayEars } from './gateway-ears.ts';

type GatewayMessage = MessageOf<typeof gatewayMessage>;
type SendParts = (output: 'readings' | 'signs', message: MessageOf<typeof rawMessage>) => void;

/** How much of a message that is not understood is shown (characters). */
const SHOWN_PAYLOAD = 200;

function textOf(payload: unknown): string {
  if (Buffer.isBuffer(payload)) return payload.toString('utf8');
  if (typeof payload === 'string') return payload;
  return payload === undefined ? '' : JSON.stringify(payload);
}

export default defineNode({
  type: 'plantops-dialect',
  label: { en: 'gateway dialect', de: 'Gateway-Dialekt' },
  colour: '#b9c4d8',
  input: gatewayMessage,
  outputs: { readings: rawMessage, signs: rawMessage },
  needs: ['inbox', 'directory', 'sensors', 'presence', 'findings', 'clock'],
  config: dialectConfig,
  start({ config, services, node, fail }) {
    const { inbox, directory, findings, clock } = services;
    const ears = new GatewayEars(services, fail);
    let unclear = 0;

    /** @returns what the sensors would have published, or why there is nothing of it */
    async function understood(message: GatewayMessage, receivedAt: Date): Promise<MessagePart[] | string> {
      const gatewayId = parseDeviceTopic(message.topic)?.deviceId;
      if (gatewayId === undefined)
        throw new Error('msg.topic is not a topic of a gateway such as gateways/{device_id}/fern');
      const gateway = directory.find(gatewayId) ?? (await directory.lookUp(gatewayId));
      if (!directory.takesAny && gateway?.kind !== 'gateway') {
        if (gateway) findings.note(gatewayId, { code: 'speaks_as_gateway', evidence: { topic: message.topic } });
        return gateway ? 'the device is no gateway' : 'the gateway is not known (any more)';
      }
      const topic = belowGateway(message.topic);
      const text = textOf(message.payload);
      const translation = translate(topic, text, config.dialect);
      const sign = ears.signIfDue(gatewayId, translation);
      if ('nothing' in translation) return sign ? [sign] : translation.nothing;
      if ('unclear' in translation) {
        unclear += 1;
        const evidence = { topic, reason: translation.unclear, payload: messageText(text).slice(0, SHOWN_PAYLOAD) };
        findings.note(gatewayId, { code: 'gateway_unclear', evidence });
        // Where nobody keeps findings, a catch node has it.
        if (directory.takesAny) fail(new Error(`${topic} is not understood: ${translation.unclear}`), message);
        return sign ? [sign] : `it is not understood: ${translation.unclear}`;
      }
      const { parts, reason, waiting } = await ears.hear(gatewayId, translation, receivedAt);
      if (waiting !== undefined)
        findings.note(gatewayId, {
          code: 'gateway_many_sensors',
          evidence: { most: MOST_NEW_SENSORS, name: waiting },
        });
      if (sign) parts.push(sign);
      return parts.length > 0 ? parts : reason;
    }

    /** Messages of one gateway go on in their order. */
    const queue = new KeyedQueue();

    function passOn(
      { delivery }: GatewayMessage,
      parts: readonly MessagePart[],
      receivedAt: Date,
      send: SendParts,
    ): void {
      const deliveries = delivery === undefined ? [] : inbox.divide(delivery, node, parts);
      for (const [index, part] of parts.entries())
        send(part.kind === 'telemetry' ? 'readings' : 'signs', {
          ...part,
          receivedAt,
          ...(deliveries[index] !== undefined && { delivery: deliveries[index] }),
        });
    }

    return {
      input(message, send) {
        const { delivery, topic } = message;
        const receivedAt = message.receivedAt ?? clock.now();
        // The database may have to be asked, for longer than a message may go unclaimed.
        if (delivery !== undefined) inbox.hold(delivery);
        return queue.run(topic.split('/')[1] ?? '', async () => {
          try {
            const parts = await understood(message, receivedAt);
            if (typeof parts !== 'string') passOn(message, parts, receivedAt, send);
            else if (delivery !== undefined) inbox.letGo(delivery, node, parts);
          } catch (failure) {
            if (delivery !== undefined) inbox.handOn(delivery);
            throw failure;
          }
        });
      },
      status: () => (unclear > 0 ? { text: `${unclear} not understood`, alarm: true } : ''),
    };
  },
});
