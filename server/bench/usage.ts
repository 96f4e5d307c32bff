/** What the operating system says of processes: their processor time and their memory. Linux only. */
import { readdirSync, readFileSync } from 'node:fs';

/** The unit of processor times in /proc, fixed for programs on every machine that Linux runs on (per second). */
const TICKS_PER_S = 100;
/** Memory is listed page by page, so looking more often would be a load of its own. */
const SAMPLE_MS = 250;

/** What /proc/{pid}/stat says behind the name of the program, which stands in brackets and may hold spaces. */
function statOf(pid: number): { program: string; fields: readonly string[] } {
  const [, program = '', rest = ''] = /\((.*)\) (.*)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
  return { program, fields: rest.split(' ') };
}

/**
 * Processor time that the processes have taken so far, in user and in kernel mode, with that of children that have ended,
 * such as a database's workers (µs).
 */
export function processorTimeUs(pids: readonly number[]): number {
  const ticks = pids.flatMap((pid) => statOf(pid).fields.slice(11, 15).map(Number));
  return (ticks.reduce((sum, one) => sum + one, 0) / TICKS_PER_S) * 1e6;
}

/**
 * A process, those that it has started, those that they have started, and so on.
 * @param programs only those that run one of these programs
 */
export function familyOf(pid: number, programs?: ReadonlySet<string>): number[] {
  const childrenOf = new Map<number, { pid: number; program: string }[]>();
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const { program, fields } = statOf(Number(entry));
      const parent = Number(fields[1]);
      childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), { pid: Number(entry), program }]);
    } catch {
      // It has ended since the folder was listed.
    }
  }
  const below = (parent: number): { pid: number; program: string }[] =>
    (childrenOf.get(parent) ?? []).flatMap((child) => [child, ...below(child.pid)]);
  return [{ pid, program: statOf(pid).program }, ...below(pid)]
    .filter(({ program }) => programs === undefined || programs.has(program))
    .map((found) => found.pid);
}

/** A piece of a process's memory: which file it is of, and its pages that are in memory (kB). */
interface Piece {
  /** The same for each process that maps this piece; undefined for memory that is of no file. */
  file: string | undefined;
  own: number;
  shared: number;
  /** Own pages, and of each that is shared the part that falls to this process. */
  proportional: number;
}

function* piecesOf(pid: number): Generator<Piece> {
  const kilobytes = (text: string, name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
  for (const text of readFileSync(`/proc/${pid}/smaps`, 'utf8').split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m)) {
    const [, offset, device, inode] = /^\S+ \S+ (\S+) (\S+) (\d+)/.exec(text) ?? [];
    if (inode === undefined) continue;
    yield {
      file: inode === '0' ? undefined : `${device} ${inode} ${offset}`,
      own: kilobytes(text, 'Private_Clean') + kilobytes(text, 'Private_Dirty'),
      shared: kilobytes(text, 'Shared_Clean') + kilobytes(text, 'Shared_Dirty'),
      proportional: kilobytes(text, 'Pss'),
    };
  }
}

/**
 * Resident memory of the processes together (MB). What they share counts once: two Node.js share 60 MB of their program.
 * PSS alone would say less than they take, since it gives a part of that to every other Node.js on the machine.
 */
export function residentMb(pids: readonly number[]): number {
  let kilobytes = 0;
  const sharedOf = new Map<string, number>();
  for (const pid of pids)
    for (const { file, own, shared, proportional } of piecesOf(pid)) {
      kilobytes += file === undefined ? proportional : own;
      if (file !== undefined) sharedOf.set(file, Math.max(sharedOf.get(file) ?? 0, shared));
    }
  return [...sharedOf.values()].reduce((sum, shared) => sum + shared, kilobytes) / 1024;
}

/** Watches the memory of processes while `work` runs. @returns its result, and the most that they had (MB) */
export async function withPeakMemory<T>(
  pids: readonly number[],
  work: () => Promise<T>,
): Promise<{ result: T; peakMb: number }> {
  let peakMb = residentMb(pids);
  const sampling = setInterval(() => {
    peakMb = Math.max(peakMb, residentMb(pids));
  }, SAMPLE_MS);
  try {
    const result = await work();
    return { result, peakMb: Math.max(peakMb, residentMb(pids)) };
  } finally {
    clearInterval(sampling);
  }
}
