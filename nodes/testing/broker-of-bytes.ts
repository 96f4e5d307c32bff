/** As much of an MQTT broker as a test needs that publishes: it accepts or refuses logins and acknowledges messages. */
import net, { type AddressInfo } from 'node:net';

const CONNECT = 1;
const PUBLISH = 3;
/** CONNACK of MQTT 3.1.1: connected, or not authorised. */
const ACCEPTED = Buffer.from([0x20, 2, 0, 0]);
const REFUSED = Buffer.from([0x20, 2, 0, 5]);

export class BrokerOfBytes {
  readonly #server = net.createServer((socket) => this.#serve(socket));
  readonly #sockets = new Set<net.Socket>();
  /** How it answers logins; `silent` does not. */
  login: 'accept' | 'refuse' | 'silent' = 'accept';
  /** Messages that it acknowledged, as `topic payload`. */
  readonly published: string[] = [];
  url = '';

  async start(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    this.url = `mqtt://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** How many clients are connected. */
  get clients(): number {
    return this.#sockets.size;
  }

  stop(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #serve(socket: net.Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket)).on('error', () => undefined);
    // The packets of these tests are short, so that none comes in pieces; but several may come at once.
    socket.on('data', (bytes: Buffer) => {
      for (let rest = bytes; rest.length > 0;) rest = this.#answer(socket, rest);
    });
  }

  /** @returns what follows the first packet */
  #answer(socket: net.Socket, bytes: Buffer): Buffer {
    const [first = 0, length = 0, more = 0] = bytes;
    const kind = first >> 4;
    // The length of the rest takes a second byte from 128 on.
    const start = length < 128 ? 2 : 3;
    const end = start + (length < 128 ? length : length - 128 + more * 128);
    if (kind === CONNECT && this.login !== 'silent') socket.write(this.login === 'accept' ? ACCEPTED : REFUSED);
    if (kind === PUBLISH) this.#take(socket, bytes.subarray(start, end));
    return bytes.subarray(end);
  }

  #take(socket: net.Socket, message: Buffer): void {
    const topicEnd = 2 + message.readUInt16BE(0);
    const [topic, text] = [message.subarray(2, topicEnd), message.subarray(topicEnd + 2)];
    this.published.push(`${topic.toString()} ${text.toString()}`);
    socket.write(Buffer.concat([Buffer.from([0x40, 2]), message.subarray(topicEnd, topicEnd + 2)]));
  }
}
