import * as readline from 'node:readline';
import type { ReadStream, WriteStream } from 'node:tty';

/** What a person types into, or a pipe in place of it. */
type Input = NodeJS.ReadableStream & Partial<Pick<ReadStream, 'isTTY'>>;

/**
 * The place where lines are printed and commands are typed. On a terminal, what is being typed stays below everything
 * that is printed meanwhile, whole and unchanged.
 */
export class Terminal {
  readonly #input: Input;
  readonly #output: WriteStream;
  #typing: readline.Interface | undefined;

  constructor(input: Input, output: WriteStream) {
    this.#input = input;
    this.#output = output;
    // Whoever read the lines may go before this process does.
    output.on('error', () => undefined);
  }

  /** Prints whole lines. */
  write(lines: string): void {
    const typing = this.#typing;
    if (!typing?.terminal) {
      this.#output.write(lines);
      return;
    }
    // The cursor may be on a later row of what is typed. The rows that are passed here are those that the
    // interface goes back before it draws again.
    const { rows } = typing.getCursorPos();
    readline.moveCursor(this.#output, 0, -rows);
    readline.cursorTo(this.#output, 0);
    readline.clearScreenDown(this.#output);
    this.#output.write(lines + '\n'.repeat(rows));
    typing.prompt(true);
  }

  /** Hands over each line that is typed. Ctrl-C interrupts this process, as it does without. */
  listen(obey: (line: string) => void): void {
    const typing = readline.createInterface({
      input: this.#input,
      output: this.#output,
      // If one of them leads elsewhere, the system itself shows what is typed.
      terminal: this.#input.isTTY === true && this.#output.isTTY,
      prompt: '',
    });
    this.#typing = typing;
    typing.on('line', (line) => {
      if (line.trim() !== '') obey(line.trim());
    });
    typing.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
    // A terminal that was closed breaks the stream; there are no more commands then.
    typing.on('error', () => undefined);
    typing.on('close', () => {
      this.#typing = undefined;
      // What was typed and not sent stays on its row.
      if (typing.terminal && typing.line !== '') this.#output.write('\n');
    });
  }

  /** Takes no more commands; what is printed from now on is only printed. */
  close(): void {
    this.#typing?.close();
  }
}
