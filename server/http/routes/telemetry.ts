import { MOST_READINGS } from '@plantops/shared/api/telemetry.ts';
import type { TakenReading } from '@plantops/shared/api/telemetry.ts';
import { elementsOf } from '@plantops/shared/lenient-json.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Handlers } from '../router.ts';

/** @param take sends readings through the flows, each as text */
export function telemetryHandlers(take: (deviceId: string, payloads: string[]) => Promise<TakenReading[]>) {
  return {
    async sendTelemetry({ params, request }) {
      const text = typeof request.body === 'string' ? request.body : '';
      // A list of them, or one; what each is worth is judged where those of MQTT are.
      const payloads = elementsOf(text) ?? [text];
      if (payloads.length === 0) throw new ProblemError('invalid_request', 'The body is not valid: it has no reading');
      if (payloads.length > MOST_READINGS)
        throw new ProblemError(
          'payload_too_large',
          `A request may hold ${MOST_READINGS} readings: send the others in another`,
        );
      return { status: 200, body: { readings: await take(params.id, payloads) } };
    },
  } satisfies Partial<Handlers>;
}
