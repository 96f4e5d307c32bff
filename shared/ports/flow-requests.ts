/** Requests of endpoints that a flow answers. */

/** REST requests that a flow answers. */
export const FLOW_OPERATIONS = ['register_device', 'care_plan'] as const;
export type FlowOperation = (typeof FLOW_OPERATIONS)[number];

export interface RequestGateway {
  /** Passes requests for `operation` to `handler` until the returned function is called. */
  serve(operation: FlowOperation, handler: (request: { requestId: string; payload: unknown }) => void): () => void;
  /** Answers a request; false if nobody is waiting for it (any more). */
  answer(requestId: string, payload: unknown): boolean;
  refuse(requestId: string, error: Error): boolean;
}

/** What endpoints ask of the flows. */
export interface FlowRequests {
  /**
   * Sends a request through the flows and waits for its answer.
   * @throws ProblemError from the flow, or `flow_unavailable`
   */
  call(operation: FlowOperation, payload: unknown): Promise<unknown>;
}
