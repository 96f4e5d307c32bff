/** `make doctor`: looks at everything that a start needs, and says a sentence for each. Ends with 1 if something is wrong. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '@plantops/shared/clock.ts';
import { EnvironmentError, readEnvironment } from '../config/environment.ts';
import { misspeltNames } from '../config/misspelt-names.ts';
import { processStartTime } from '../process/directory-claim.ts';
import { preflight } from '../services/preflight/preflight.ts';

const SIGNS = { ok: ' ok ', warning: 'NOTE', wrong: 'BAD ' } as const;

/** Whether a server holds the data folder. */
function isRunning(dataDir: string): boolean {
  try {
    const [pid = '', ...startTime] = readFileSync(path.join(dataDir, 'owner.pid'), 'utf8').split(' ');
    return processStartTime(Number(pid)) === startTime.join(' ');
  } catch {
    return false;
  }
}

async function main(): Promise<number> {
  const environment = readEnvironment(process.env);
  const findings = [
    ...misspeltNames(process.env).map((says) => ({ what: 'settings', state: 'warning', says }) as const),
    ...(await preflight(environment, { isRunning: isRunning(environment.DATA_DIR), clock: systemClock })),
  ];
  for (const { state, what, says } of findings) process.stdout.write(`${SIGNS[state]} ${what}: ${says}\n`);
  const wrong = findings.filter(({ state }) => state === 'wrong').length;
  process.stdout.write(wrong === 0 ? 'PlantOps can start here.\n' : `PlantOps cannot start here: ${wrong} to mend.\n`);
  return wrong === 0 ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (failure: unknown) => {
    const message = failure instanceof Error ? failure.message : String(failure);
    for (const line of message.split('\n'))
      process.stdout.write(`${SIGNS.wrong} ${failure instanceof EnvironmentError ? 'settings' : 'doctor'}: ${line}\n`);
    process.exit(1);
  },
);
