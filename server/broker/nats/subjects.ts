/** How NATS names what MQTT calls a topic, and what it keeps of MQTT (nats-server 2.9, server/README-MQTT.md). */

/** The stream in which NATS keeps what is published with QoS 1. */
export const MQTT_STREAM = '$MQTT_msgs';
const STORED_PREFIX = '$MQTT.msgs.';
/** Where a subject stands in that stream. */
export const storedSubject = (subject: string): string => `${STORED_PREFIX}${subject}`;
/** The header that says by which QoS a message was published. */
export const QOS_HEADER = 'Nmqtt-Pub';

/**
 * The subject of a topic, or of a filter of topics. A level without letters is a slash in NATS.
 * @throws Error for a topic that NATS knows no subject for
 */
export function subjectOf(topic: string): string {
  if (/[.\s*>]/.test(topic)) throw new Error(`NATS has no subject for the topic ${JSON.stringify(topic)}`);
  return topic
    .split('/')
    .map((level) => ({ '': '/', '+': '*', '#': '>' })[level] ?? level)
    .join('.');
}

/** The topic of a subject, also of one in the stream. */
export function topicOf(subject: string): string {
  const own = subject.startsWith(STORED_PREFIX) ? subject.slice(STORED_PREFIX.length) : subject;
  return own
    .split('.')
    .map((token) => (token === '/' ? '' : token))
    .join('/');
}
