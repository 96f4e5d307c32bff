import { readFileSync } from 'node:fs';
import path from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import { derivedLogin, FLOWS_USER } from '../../broker/accounts.ts';
import type { PlantOpsProcess } from './plantops-process.ts';

/** The account of the flows' mqtt nodes. */
export function flowsLogin({ dataDir }: PlantOpsProcess): { username: string; password: string } {
  const serverPassword = readFileSync(path.join(dataDir, 'keys', 'broker-password'), 'utf8').trim();
  return derivedLogin(FLOWS_USER, serverPassword);
}

/** Connects with the account of the flows' mqtt nodes. */
export const connectAsFlows = (plantOps: PlantOpsProcess): Promise<MqttClient> =>
  connectAsync(`mqtt://127.0.0.1:${plantOps.mqttPort}`, { ...flowsLogin(plantOps), reconnectPeriod: 0 }, false);
