/** `make run`: starts everything, prints the dashboard's address, and stops in order on Ctrl-C. */
import { inspect } from 'node:util';
import { systemClock } from '@plantops/shared/clock.ts';
import type { Logger } from 'pino';
import { type Environment, EnvironmentError, passwordOffer, readEnvironment } from './config/environment.ts';
import { createLogger } from './config/logger.ts';
import { misspeltNames } from './config/misspelt-names.ts';
import { keepCompiledCode } from './process/compiled-code.ts';
import { loadOwn } from './process/own-modules.ts';
import { Terminal } from './process/terminal.ts';
import type { RunningPlantOps } from './plantops.ts';

/** One Ctrl-C may send the signal twice, from the terminal and from make; a later signal means impatience. */
const IMPATIENCE_MS = 1500;

/** Without one, the machine's own: an empty TZ would be no zone at all to the runtime. */
function useTimeZone(zone: string | undefined): void {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
}

/** What is running: the server, or an engine that is at work or stands by. */
interface Running extends Pick<RunningPlantOps, 'address' | 'stop'> {
  simulator?: RunningPlantOps['simulator'];
  /** Rejects when it cannot go on. */
  failed?: Promise<never>;
}

/** Its code is loaded only now: a setting that cannot be used is told at once. */
async function start(environment: Environment, log: Logger): Promise<Running> {
  const { PLANTOPS_ROLE: role, DATABASE_URL: database } = environment;
  // On a database of its own, a server is alone.
  if (role === 'engine' || (role === 'all' && database))
    return (await loadOwn(() => import('./in-turn.ts'))).startInTurn(environment, log);
  return (await loadOwn(() => import('./plantops.ts'))).startPlantOps(environment, log);
}

async function main(): Promise<void> {
  const environment = readEnvironment(process.env);
  useTimeZone(environment.TZ);
  keepCompiledCode(environment.DATA_DIR);
  const terminal = new Terminal(process.stdin, process.stderr);
  const log = createLogger(environment.LOG_LEVEL, (lines) => terminal.write(lines));
  for (const warning of misspeltNames(process.env)) log.warn(warning);
  let stoppingSinceMs: number | undefined;

  async function stop(signal: NodeJS.Signals): Promise<void> {
    if (stoppingSinceMs !== undefined) {
      if (systemClock.elapsedMs() - stoppingSinceMs > IMPATIENCE_MS) process.exit(1);
      return;
    }
    stoppingSinceMs = systemClock.elapsedMs();
    log.info(`${signal}: stopping`);
    terminal.close();
    const stopped = await running.then(
      (plantOps) => plantOps.stop(),
      () => undefined,
    );
    if (stopped?.isLoss) log.error(stopped.words);
    else if (stopped) log.info(stopped.words);
    process.exit(0);
  }
  process.on('SIGINT', (signal) => void stop(signal));
  process.on('SIGTERM', (signal) => void stop(signal));

  const running = start(environment, log);
  const { address, simulator, failed } = await running;
  if (stoppingSinceMs !== undefined) return;
  if (environment.SIM) await simulator?.start({ createPlants: false });
  const offer = passwordOffer(environment);
  if (offer !== undefined) log.info(offer);
  process.stdout.write(`PlantOps is running: ${address}\n`);
  if (simulator && environment.SIM) {
    log.info(
      'Type "drought 1" and Enter to dry out the first simulated device, "clear 1" to water it, "stop" to switch all of them off',
    );
    terminal.listen((line) => simulator.obey(line));
  }
  await failed;
}

main().catch((failure: unknown) => {
  const message = failure instanceof Error ? failure.message : String(failure);
  process.stderr.write(`PlantOps cannot start: ${message}\n`);
  if (!(failure instanceof EnvironmentError) && process.env.LOG_LEVEL === 'debug')
    process.stderr.write(`${inspect(failure)}\n`);
  process.exit(1);
});
