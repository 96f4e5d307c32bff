/**
 * A stock flow: Node-RED as it comes, with what its tutorials show. `mqtt in` acknowledges each reading when it arrives,
 * a function inserts each into the table with a statement of its own.
 */
import { writeFileSync } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import pg from 'pg';
import { serveJobs } from '../processes/jobs.ts';

interface NodeRed {
  init(server: http.Server, settings: object): void;
  start(): Promise<void>;
  events: {
    on(event: 'node-status', listener: (event: { id: string; status: { text?: string } }) => void): void;
  };
}

const INSERT = `
  const { timestamp, soil_moisture, temperature, humidity, light_level } = msg.payload;
  const device = msg.topic.split('/')[1];
  await global.get('database').query({
    name: 'insert',
    text: 'INSERT INTO telemetry (time, device_id, plant_id, soil_moisture, temperature, humidity, light_level) VALUES ($1, $2, $3, $4, $5, $6, $7)',
    values: [timestamp, device, 'plant_of_' + device, soil_moisture, temperature, humidity, light_level],
  });
  return msg;`;

const flows = (brokerUrl: URL): object[] => [
  { id: 'tab', type: 'tab', label: 'Telemetry' },
  {
    id: 'broker',
    type: 'mqtt-broker',
    broker: brokerUrl.hostname,
    port: brokerUrl.port,
    autoConnect: true,
    protocolVersion: '4',
    keepalive: '60',
    cleansession: true,
  },
  {
    id: 'in',
    type: 'mqtt in',
    z: 'tab',
    topic: 'devices/+/telemetry',
    qos: '1',
    datatype: 'json',
    broker: 'broker',
    inputs: 0,
    wires: [['insert']],
  },
  { id: 'insert', type: 'function', z: 'tab', func: INSERT, outputs: 1, libs: [], wires: [[]] },
];

async function start(given: {
  connection: pg.ClientConfig;
  brokerUrl: string;
  reader: { username: string; password: string };
  folder: string;
}): Promise<void> {
  const { username: user, password } = given.reader;
  writeFileSync(path.join(given.folder, 'flows.json'), JSON.stringify(flows(new URL(given.brokerUrl))));
  writeFileSync(path.join(given.folder, 'flows_cred.json'), JSON.stringify({ broker: { user, password } }));
  const require = createRequire(import.meta.url);
  const red = createRequire(require.resolve('node-red'))('node-red') as NodeRed;
  red.init(http.createServer(), {
    userDir: given.folder,
    flowFile: 'flows.json',
    credentialSecret: false,
    httpAdminRoot: false,
    httpNodeRoot: false,
    functionGlobalContext: { database: new pg.Pool(given.connection) },
    logging: { console: { level: 'error' } },
  });
  const connected = new Promise<void>((resolve) => {
    red.events.on('node-status', ({ id, status }) => {
      if (id === 'in' && status.text === 'node-red:common.status.connected') resolve();
    });
  });
  await red.start();
  await connected;
}

const jobs = { start };
export type StockFlowJobs = typeof jobs;

serveJobs(jobs);
