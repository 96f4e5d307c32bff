/**
 * Vitest's environment of the end-to-end tests: Node.js, and what a worker keeps from one file to the next, which ends
 * with the worker.
 */
import { builtinEnvironments, type Environment } from 'vitest/runtime';

/** On the global object, because the environment and the tests load modules apart from each other. */
const kept = globalThis as { endings?: (() => Promise<unknown>)[] };

/** Has this done at the end of the worker. */
export const atEndOfWorker = (ending: () => Promise<unknown>): void => void (kept.endings ??= []).push(ending);

const worker: Environment = {
  ...builtinEnvironments.node,
  name: 'worker',
  viteEnvironment: 'ssr',
  async setup(global, options) {
    const node = await builtinEnvironments.node.setup(global, options);
    return {
      async teardown() {
        await Promise.all((kept.endings ?? []).map((end) => end()));
        await node.teardown(global);
      },
    };
  },
};
export default worker;
