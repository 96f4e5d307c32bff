/**
 * One server per data directory. A leftover database or broker of a killed server is stopped at the next start; this
 * claim is what tells such a leftover from one that a living server still uses.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** When a process was started, in the system's own form; undefined when there is none. Tells a process from a later one with its pid. */
export function processStartTime(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux')
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Fields are counted after the command's name, which may itself hold blanks and brackets: state is the 3rd, start time the 22nd.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

export interface DirectoryClaim {
  release(): void;
}

/**
 * Claims a directory for this process until `release`, or until the process ends in whatever way.
 * @throws {Error} when a living process holds it.
 */
export function claimDirectory(directory: string): DirectoryClaim {
  const file = path.join(directory, 'owner.pid');
  const mine = `${process.pid} ${processStartTime(process.pid) ?? ''}`;
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      writeFileSync(file, mine, { flag: 'wx', mode: 0o600 });
      return {
        release: () => {
          rmSync(file, { force: true });
        },
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const [pid = '', ...startTime] = readFileSync(file, 'utf8').split(' ');
      if (pid && processStartTime(Number(pid)) === startTime.join(' ')) {
        throw new Error(
          `${directory} is in use by a PlantOps server that is running (process ${pid}). Stop that one, or choose another DATA_DIR.`,
          { cause: error },
        );
      }
      rmSync(file, { force: true });
    }
  }
  throw new Error(`${directory} is being claimed by another PlantOps server that starts at this moment.`);
}
