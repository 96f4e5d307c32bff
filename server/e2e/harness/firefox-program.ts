#!/usr/bin/env node
/**
 * Debian's Firefox, for Playwright to start in its place. Playwright tells each new window which theme the system has, by a
 * command of WebDriver BiDi that no Firefox ESR has yet (up to 153), and gives up at the refusal. This answers it in its
 * place; all else passes on.
 */
import { spawn } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { type RawData, WebSocket, WebSocketServer } from 'ws';

/** What is answered here. */
const UNKNOWN_TO_IT = 'emulation.setMediaFeaturesOverride';
/** How Firefox says where it listens, and how Playwright hears it. */
const LISTENING = /^WebDriver BiDi listening on (ws:\/\/\S+)$/;

const textOf = (data: RawData): string => (data as Buffer).toString();

/** @returns the address of a relay to Firefox */
function relayTo(address: string): Promise<string> {
  const relay = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  relay.on('connection', (playwright, { url }) => {
    const browser = new WebSocket(`${address}${url ?? ''}`, { perMessageDeflate: false });
    const isOpen = new Promise((resolve) => browser.once('open', resolve));
    playwright.on('message', (data) => {
      const words = textOf(data);
      const { id, method } = JSON.parse(words) as { id: number; method: string };
      if (method === UNKNOWN_TO_IT) playwright.send(JSON.stringify({ type: 'success', id, result: {} }));
      else void isOpen.then(() => browser.send(words));
    });
    browser.on('message', (data) => playwright.send(textOf(data)));
    browser.on('close', () => playwright.close());
    playwright.on('close', () => browser.close());
  });
  return new Promise((resolve) => {
    relay.once('listening', () => resolve(`ws://127.0.0.1:${(relay.address() as AddressInfo).port}`));
  });
}

const firefox = spawn(process.env.FIREFOX ?? 'firefox-esr', process.argv.slice(2), {
  stdio: ['ignore', 'ignore', 'pipe'],
});
createInterface({ input: firefox.stderr }).on('line', (line) => {
  const address = LISTENING.exec(line)?.[1];
  if (address === undefined) process.stderr.write(`${line}\n`);
  else void relayTo(address).then((relayed) => process.stderr.write(`WebDriver BiDi listening on ${relayed}\n`));
});
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => firefox.kill(signal));
firefox.on('error', (failure) => {
  process.stderr.write(`${failure.message}\n`);
  process.exitCode = 1;
});
firefox.on('exit', (code) => process.exit(code ?? 1));
