/**
 * One server per data directory. The next start stops the database or broker that a killed server left behind; this
 * claim distinguishes such a leftover from one that a running server still uses.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * When a process was started, in the operating system's own format; undefined if there is no such process.
 * Distinguishes a process from a later one with the same pid.
 */
export function processStartTime(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux')
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name may contain spaces and brackets, so fields are counted from its end: the state is the 3rd
    // field of the line, the start time the 22nd.
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
 * Claims a directory for this process until `release`, or until the process ends, however it ends.
 * @throws {Error} if a running process holds it.
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
