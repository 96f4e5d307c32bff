/**
 * Stands in for the engine in tests of its host: reads its settings, listens, and beats as the mode says.
 * `well` beats; `mute` falls silent after its first beat; `crash` ends after it; `stuck` never listens; `chatty` prints.
 */
import http from 'node:http';
import { createInterface } from 'node:readline';
import { WebSocketServer } from 'ws';

const [, , mode, beat] = process.argv;
const lines = createInterface({ input: process.stdin });
lines.once('line', (line) => {
  const { token, ofOwner } = JSON.parse(line);
  if (mode === 'stuck') return;
  const server = http.createServer();
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (host, { headers }) => {
    if (headers['x-plantops-engine'] !== token) host.close();
    const send = (frame) => host.send(JSON.stringify(frame));
    let settings = ofOwner;
    host.on('message', (data) => {
      const frame = JSON.parse(data.toString());
      if (frame.news === 'settings') settings = frame.data;
      if (frame.call === 'follow') send({ answer: frame.id, data: [JSON.stringify(settings)] });
      if (frame.call === 'flow_request') send({ answer: frame.id, data: process.pid });
      if (frame.call === 'stop') {
        send({ answer: frame.id, data: null });
        setTimeout(() => process.exit(0), 20);
      }
    });
    send({ news: 'entered', data: 'mine' });
    send({ news: 'pulse', data: JSON.parse(beat) });
    if (mode === 'chatty') {
      process.stderr.write('{"level":40,"msg":"a line of the log"}\nno line of a log\n');
      process.stdout.write('printed by a flow\n{"listening":1}\n');
    }
    if (mode === 'crash') setTimeout(() => process.exit(7), 50);
  });
  server.listen(0, '127.0.0.1', () =>
    process.stdout.write(`${JSON.stringify({ listening: server.address().port })}\n`),
  );
});
process.stdin.on('end', () => process.exit(0));
