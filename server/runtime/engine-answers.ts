import { ProblemError } from '@plantops/shared/problem.ts';
import { PortClosedError } from '../port/port-end.ts';

/** Waits for an answer of the engine. @throws ProblemError `flow_unavailable` where the engine is away or says nothing in time */
export async function answered<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (failure) {
    if (failure instanceof PortClosedError)
      throw new ProblemError('flow_unavailable', `No flow answers: ${failure.message}`, [], { cause: failure });
    throw failure;
  }
}
