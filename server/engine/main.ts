/**
 * The engine's process. The host starts it, hands it its settings over standard input, and connects to the port that it
 * prints. It ends when the host does.
 */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { systemClock } from '@plantops/shared/clock.ts';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import { createLogger } from '../config/logger.ts';
import { ENGINE_PORT_PATH, TOKEN_HEADER } from '../port/address.ts';
import { http } from '../process/node-http.ts';
import { loadOwn } from '../process/own-modules.ts';
import type { RunningEngine } from './engine.ts';
import type { EngineSettings } from './engine-settings.ts';
import { isOwnFault } from './own-fault.ts';

/** The largest frame: the flows of a large house, and what a plan is made from (bytes). */
const LARGEST_FRAME = 32 * 2 ** 20;
/** When the host is gone, what was received is stored within this time or left to the broker (ms). */
const LEAVE_WITHIN_MS = 5000;

/** Loaded at once, while the host still prepares what the engine needs. */
const { startEngine } = await loadOwn(() => import('./engine.ts'));
const { engineSettingsSchema } = await import('./engine-settings.ts');

/** Resolves with the first line of standard input. */
function readSettings(): Promise<EngineSettings> {
  const lines = createInterface({ input: process.stdin });
  return new Promise((resolve, reject) => {
    lines.once('line', (line) => resolve(engineSettingsSchema.parse(JSON.parse(line))));
    lines.once('close', () => reject(new Error('The host ended')));
  });
}

class EngineProcess {
  readonly #settings: EngineSettings;
  readonly #log: Logger;
  #engine: RunningEngine | undefined;
  #ending = false;

  constructor(settings: EngineSettings, log: Logger) {
    this.#settings = settings;
    this.#log = log;
  }

  async listen(): Promise<number> {
    const server = http.createServer((request, response) => {
      if (this.#isHost(request) && this.#engine) this.#engine.handle(request, response);
      else response.writeHead(this.#isHost(request) ? 503 : 403).end();
    });
    const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_FRAME, perMessageDeflate: false });
    server.on('upgrade', (request, socket, head) => {
      socket.on('error', () => socket.destroy());
      if (!this.#isHost(request)) socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      else if (request.url !== ENGINE_PORT_PATH) this.#engine?.upgrade(request, socket, head);
      else sockets.handleUpgrade(request, socket, head, (host) => void this.#start(host));
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return (server.address() as AddressInfo).port;
  }

  /** Reports a fault that nothing caught. Ends the process only if the fault is ours: then nothing can be relied on. */
  uncaught(failure: unknown): void {
    if (this.#engine?.reportAtNode(failure)) return;
    this.#log.error({ err: failure }, 'a fault that nothing caught');
    if (!isOwnFault(failure)) return;
    this.#engine?.lastWords(failure);
    // The words must still leave.
    systemClock.after(100, () => process.exit(1));
  }

  /** Stores what was received, as far as it can, and ends. */
  async leave(): Promise<void> {
    if (this.#ending) return;
    this.#ending = true;
    systemClock.after(LEAVE_WITHIN_MS, () => process.exit(1));
    await this.#engine?.stop();
    process.exit(0);
  }

  #isHost({ headers }: IncomingMessage): boolean {
    const given = Buffer.from(String(headers[TOKEN_HEADER] ?? ''));
    const wanted = Buffer.from(this.#settings.token);
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  }

  async #start(host: WebSocket): Promise<void> {
    const early: string[] = [];
    host.on('message', (data) => {
      const frame = (data as Buffer).toString();
      if (this.#engine) this.#engine.receive(frame);
      else early.push(frame);
    });
    host.on('error', (failure) => this.#log.warn({ err: failure }, 'the connection to the host broke'));
    host.on('close', () => void this.leave());
    const engine = await startEngine({
      settings: this.#settings,
      send: (frame) => host.send(frame),
      onStopped: () => void this.leave(),
      clock: systemClock,
      log: this.#log,
    });
    this.#engine = engine;
    for (const frame of early) engine.receive(frame);
    await engine.start();
  }
}

async function main(): Promise<void> {
  const settings = await readSettings();
  const log = createLogger(settings.logLevel);
  const engineProcess = new EngineProcess(settings, log);
  process.on('unhandledRejection', (failure) => engineProcess.uncaught(failure));
  process.on('uncaughtException', (failure) => engineProcess.uncaught(failure));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void engineProcess.leave());
  process.stdin.on('close', () => void engineProcess.leave());
  const port = await engineProcess.listen();
  process.stdout.write(`${JSON.stringify({ listening: port })}\n`);
}

await main();
