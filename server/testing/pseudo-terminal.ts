/** A terminal for tests: runs a program as if a person sat before it, and knows what that person would see. */
import { type ChildProcess, spawn } from 'node:child_process';

/** Node.js opens no pseudo-terminal itself. This passes bytes between ours and that of the program. */
const BRIDGE = `
import fcntl, os, pty, select, struct, sys, termios
child, terminal = pty.fork()
if child == 0:
    select.select([], [], [], 0.05)  # its size is set first
    os.execvp(sys.argv[2], sys.argv[2:])
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack('HHHH', 24, int(sys.argv[1]), 0, 0))
while True:
    for source in select.select([0, terminal], [], [])[0]:
        try:
            data = os.read(source, 65536)
        except OSError:
            data = b''
        if not data:
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        os.write(terminal if source == 0 else 1, data)
`;

/** What a screen of this width shows: enough of a terminal for text, line ends and the moves that readline makes. */
export function screenOf(output: string, columns: number): string[] {
  const rows: string[] = [''];
  let row = 0;
  let column = 0;
  const down = (): void => {
    row += 1;
    rows[row] ??= '';
  };
  const put = (character: string): void => {
    if (column === columns) {
      down();
      column = 0;
    }
    const text = (rows[row] ?? '').padEnd(column);
    rows[row] = text.slice(0, column) + character + text.slice(column + 1);
    column += 1;
  };
  // oxlint-disable-next-line no-control-regex -- they are what it is about
  for (const [token, count, command] of output.matchAll(/\x1b\[\??(\d*)([A-Za-z])|[^\x1b]/gu)) {
    const times = Number(count || 1);
    if (command === 'A') row = Math.max(0, row - times);
    else if (command === 'C') column += times;
    else if (command === 'D') column = Math.max(0, column - times);
    else if (command === 'G') column = times - 1;
    else if (command === 'J' || command === 'K') {
      rows[row] = (rows[row] ?? '').slice(0, column);
      if (command === 'J') rows.length = row + 1;
    } else if (token === '\r') column = 0;
    else if (token === '\n') down();
    else if (command === undefined) put(token);
  }
  return rows;
}

export class PseudoTerminal {
  readonly #columns: number;
  readonly #bridge: ChildProcess;
  #output = '';
  /** The program's exit code. */
  readonly ended: Promise<number | null>;

  /** Runs a program in a terminal that is this wide. */
  constructor(command: string, args: string[], columns: number) {
    this.#columns = columns;
    this.#bridge = spawn('python3', ['-c', BRIDGE, String(columns), command, ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#bridge.stdout?.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    this.ended = new Promise((resolve) => this.#bridge.once('close', resolve));
  }

  /** Presses keys; Enter is `\r`. */
  type(keys: string): void {
    this.#bridge.stdin?.write(keys);
  }

  /** The rows that are to be seen now, from the first one that was ever printed. */
  screen(): string[] {
    return screenOf(this.#output, this.#columns);
  }

  async close(): Promise<void> {
    this.#bridge.kill('SIGKILL');
    await this.ended;
  }
}
