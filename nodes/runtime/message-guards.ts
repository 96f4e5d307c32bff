/** Checks messages that arrive on a wire: users may put any node between two of ours. */
import type { CareContext } from '@plantops/shared/care/care-plan.ts';
import { CARE_REASONS, type CareReason } from '@plantops/shared/care/care-words.ts';
import type { Heartbeat, Reading, Rejection } from '@plantops/shared/messages.ts';
import type { CareRequest, Notice } from '@plantops/shared/ports.ts';
import type { FlowMessage } from './node-red.ts';

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function expectPayload<T>(
  payload: unknown,
  fits: (candidate: Record<string, unknown>) => boolean,
  what: string,
  from: string,
): T {
  if (isObject(payload) && fits(payload)) return payload as T;
  throw new Error(`msg.payload is not ${what}: wire this node behind ${from}`);
}

/** @throws Error if the payload is not a reading as the validation node makes it */
export const expectReading = (payload: unknown): Reading =>
  expectPayload(
    payload,
    ({ deviceId, time, values }) => typeof deviceId === 'string' && time instanceof Date && isObject(values),
    'a reading',
    'a validation node',
  );

/** @throws Error if the payload is neither a reading nor a heartbeat */
export const expectReadingOrHeartbeat = (payload: unknown): Reading | Heartbeat =>
  expectPayload(
    payload,
    ({ deviceId, receivedAt }) => typeof deviceId === 'string' && receivedAt instanceof Date,
    'a reading or heartbeat',
    'a validation node',
  );

/** @throws Error if the payload is not a rejected message */
export const expectRejection = (payload: unknown): Rejection =>
  expectPayload(
    payload,
    ({ deviceId, reason }) => typeof deviceId === 'string' && typeof reason === 'string',
    'a rejected message',
    "a validation node's second output",
  );

/** @throws Error if the payload is not a notice */
export const expectNotice = (payload: unknown): Notice =>
  expectPayload(
    payload,
    ({ id, message }) => typeof id === 'string' && typeof message === 'string',
    'a notice',
    'a threshold or presence node',
  );

const isCareRequest = ({ plantId, reason }: Record<string, unknown>): boolean =>
  typeof plantId === 'string' && CARE_REASONS.includes(reason as CareReason);

/** @throws Error if the payload is not a request for a care plan */
export const expectCareRequest = (payload: unknown): CareRequest =>
  expectPayload(payload, isCareRequest, 'a request for a care plan', 'an API request node for care_plan');

/** The request that the "gather context" node left on the message. @throws Error if there is none */
export function careRequestOf(message: FlowMessage): CareRequest {
  if (isObject(message.care) && isCareRequest(message.care)) return message.care as unknown as CareRequest;
  throw new Error('msg.care is missing: wire this node behind a "gather context" node');
}

/** Checks only the outline, because a flow may add fields. @throws Error if the payload is not a care context */
export const expectCareContext = (payload: unknown): CareContext =>
  expectPayload(
    payload,
    ({ today, plant, metrics }) => typeof today === 'string' && isObject(plant) && isObject(metrics),
    'what a care plan is made from',
    'a "gather context" node',
  );
