/** Checks of what arrives on a wire: a tinkerer may have put anything between two of our nodes. */
import type { Heartbeat, Reading, Rejection } from '../shared/messages.ts';
import type { Notice } from '../shared/ports.ts';

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function expectPayload<T>(payload: unknown, fits: (candidate: Record<string, unknown>) => boolean, what: string, from: string): T {
  if (isObject(payload) && fits(payload)) return payload as T;
  throw new Error(`msg.payload is not ${what}: wire this node behind ${from}`);
}

/** @throws Error when the payload is not a reading as the validation node makes it */
export const expectReading = (payload: unknown): Reading =>
  expectPayload(
    payload,
    ({ deviceId, time, values }) => typeof deviceId === 'string' && time instanceof Date && isObject(values),
    'a reading',
    'a validation node',
  );

/** @throws Error when the payload is neither a reading nor a heartbeat */
export const expectReadingOrHeartbeat = (payload: unknown): Reading | Heartbeat =>
  expectPayload(payload, ({ deviceId, receivedAt }) => typeof deviceId === 'string' && receivedAt instanceof Date, 'a reading or heartbeat', 'a validation node');

/** @throws Error when the payload is not a rejected message */
export const expectRejection = (payload: unknown): Rejection =>
  expectPayload(payload, ({ deviceId, reason }) => typeof deviceId === 'string' && typeof reason === 'string', 'a rejected message', "a validation node's second output");

/** @throws Error when the payload is not a notice */
export const expectNotice = (payload: unknown): Notice =>
  expectPayload(payload, ({ id, message }) => typeof id === 'string' && typeof message === 'string', 'a notice', 'a threshold or presence node');
