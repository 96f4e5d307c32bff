/**
 * The simulator's command line: `node server/simulator/main.ts --help`. For development only; the server does not need
 * it.
 */
import { Terminal } from '../process/terminal.ts';
import { applyControl } from './control.ts';
import { HELP, OptionError, parseOptions, type SimulatorOptions } from './options.ts';
import { startSimulator } from './simulator.ts';
import { StatusLine, statusText } from './status-line.ts';

async function run(options: SimulatorOptions): Promise<void> {
  const terminal = new Terminal(process.stdin, process.stderr);
  const status = new StatusLine((line) => terminal.write(line));
  const simulator = await startSimulator(options, {
    onChange: () => status.refresh(),
    onTrouble: (message) => status.tell(message),
  });
  status.start(() => statusText(simulator.devices, options.url));

  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    terminal.close();
    await simulator.stop();
    status.stop('stopped');
    process.exit(0);
  };
  process.on('SIGINT', () => void stop());
  process.on('SIGTERM', () => void stop());
  // The server starts this with an IPC channel: when the server is gone, for whatever reason, the devices stop too.
  process.on('disconnect', () => void stop());

  const obey = (line: unknown) => status.answer(applyControl(String(line), simulator.devices));
  process.on('message', obey);
  terminal.listen((line) => (line === 'stop' ? void stop() : obey(line)));
}

try {
  const options = parseOptions(process.argv.slice(2), process.env);
  if (options === 'help') process.stdout.write(HELP);
  else await run(options);
} catch (error) {
  if (!(error instanceof OptionError)) throw error;
  process.stderr.write(`simulator: ${error.message}\n`);
  process.exitCode = 2;
}
