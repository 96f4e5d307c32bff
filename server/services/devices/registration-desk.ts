import { type DeviceCredentials, normaliseMac, type RegisterDevice } from '@plantops/shared/api/devices.ts';
import type { FlowRequests } from '@plantops/shared/ports.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Admission } from './admission.ts';
import type { Callers } from './callers.ts';

export interface RegistrationDeskOptions {
  admission: Pick<Admission, 'enter'>;
  callers: Callers;
  requests: FlowRequests;
  /** After so long without a word, a board does not keep others from its address any more (s). */
  aliveS: number;
}

/** Where a board registers: within bounds, over the flow, and so that nothing is left of a board that went away. */
export class RegistrationDesk {
  readonly #options: RegistrationDeskOptions;

  constructor(options: RegistrationDeskOptions) {
    this.#options = options;
  }

  /**
   * Registers a board. When this resolves, the broker accepts its credentials.
   * @param from the host name under which it reached the server, and its own address
   * @param signal aborted when the board has gone; a device that was made for it is removed
   * @throws ProblemError `too_many_requests`, `flow_unavailable`, or what the flow says
   */
  async register(
    request: RegisterDevice,
    from: { requestHost: string; address: string },
    signal: AbortSignal,
  ): Promise<{ created: boolean; credentials: DeviceCredentials }> {
    const { admission, callers, requests, aliveS } = this.#options;
    const leave = await admission.enter(normaliseMac(request.mac_address), signal);
    const callerId = callers.arrive(from.address);
    const gone = (): void => callers.leave(callerId, false);
    signal.addEventListener('abort', gone);
    let wasAnswered = false;
    try {
      const answer = await requests.call('register_device', { request, requestHost: from.requestHost, callerId });
      const { created, credentials } = answer as { created?: boolean; credentials?: DeviceCredentials };
      // The flow may have been edited to return something else.
      if (!credentials)
        throw new ProblemError(
          'flow_unavailable',
          'The provisioning flow answered without credentials: its answer must come from the "register device" node',
        );
      wasAnswered = true;
      return { created: created === true, credentials };
    } catch (failure) {
      // Errors lose the time on their way through the flow.
      if (failure instanceof ProblemError && failure.code === 'device_contested')
        throw new ProblemError(failure.code, failure.message, failure.fields, { retryAfterS: aliveS, cause: failure });
      throw failure;
    } finally {
      signal.removeEventListener('abort', gone);
      callers.leave(callerId, wasAnswered);
      leave();
    }
  }
}
