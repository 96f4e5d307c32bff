import http from 'node:http';
import type { Duplex } from 'node:stream';
import { WEBSOCKET } from '../../testing/raw-request.ts';

/** Opens the editor's live connection. @returns resolves with a promise that resolves once the server has closed it */
export async function openEditor(url: string, cookie: string): Promise<() => Promise<void>> {
  const request = http.get(`${url}/editor/comms`, { agent: false, headers: { ...WEBSOCKET, cookie, origin: url } });
  const socket = await new Promise<Duplex>((resolve, reject) => {
    request.on('upgrade', (_response, upgraded) => resolve(upgraded));
    request.on('error', reject);
  });
  const closed = new Promise<void>((resolve) => socket.resume().once('close', resolve));
  return () => closed;
}
