/**
 * The process of a dry engine. Whoever starts it speaks with it over the channel of child processes: it listens on no
 * port. It ends when the channel does.
 */
import net from 'node:net';
import { systemClock } from '@plantops/shared/clock.ts';
import { messageOf, functionNodeOf, isOwnFault } from '../engine/own-fault.ts';
import { type DryEngineOffer, dryEngineOffer, dryHostOffer } from '../port/dry-offers.ts';
import { type Handlers, PortEnd } from '../port/port-end.ts';
import { hasEndlessLoop } from '../runtime/flow-loops.ts';
import { DryEngine } from './dry-engine.ts';
import { DryNodeRed } from './dry-node-red.ts';
import { MovedClock } from './moved-clock.ts';
import { type MovedTime, moveTime } from './moved-time.ts';

/** Nodes that would connect to somewhere do not run here; this is for what slips through. */
net.Socket.prototype.connect = () => {
  throw new Error('A dry run connects to nothing');
};

let engine: DryEngine | undefined;
function started(): DryEngine {
  if (!engine) throw new Error('The dry engine has not begun');
  return engine;
}

let nodeRed: Promise<{ red: DryNodeRed; time: MovedTime }> | undefined;
/**
 * Node-RED, which is loaded once.
 * @param handsOnAtOnce whether nodes hand messages on at once, which counts the first time
 */
const loaded = (handsOnAtOnce: boolean): Promise<{ red: DryNodeRed; time: MovedTime }> =>
  (nodeRed ??= (async () => {
    const red = new DryNodeRed(handsOnAtOnce);
    await red.load();
    return { red, time: moveTime(new MovedClock(systemClock.now().getTime())) };
  })());

const handlers: Handlers<DryEngineOffer> = {
  calls: {
    async begin({ flows, facts, startAt }) {
      const { red, time } = await loaded(!hasEndlessLoop(flows));
      engine = new DryEngine(red, time, {
        flows,
        facts,
        startAt,
        onHandled: (count) => port.tell('handled', count),
        onForeign: (nodeId) => port.tell('entered', nodeId),
      });
      return engine.start();
    },
    feed: (messages) => started().feed(messages),
    finish: ({ at }) => started().finish(at),
  },
  news: {},
};
const port = new PortEnd({
  theirs: dryHostOffer,
  mine: dryEngineOffer,
  handlers,
  send: (frame) => process.send?.(frame),
  clock: systemClock,
  onFault: (fault) => process.stderr.write(`${fault}\n`),
});

/** Reports a fault that nothing caught. Ends the process only if the fault is ours: then nothing can be relied on. */
function uncaught(failure: unknown): void {
  if (engine?.reportAtNode(failure) === true) return;
  if (!isOwnFault(failure)) return;
  port.tell('crash', { nodeId: functionNodeOf(failure), message: messageOf(failure) });
  process.exitCode = 1;
  process.disconnect();
}

process.on('uncaughtException', uncaught);
process.on('unhandledRejection', uncaught);
process.on('message', (frame: string) => port.receive(frame));
process.on('disconnect', () => process.exit());
