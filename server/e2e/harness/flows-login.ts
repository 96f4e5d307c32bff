import { readFileSync } from 'node:fs';
import path from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import { derivedLogin, FLOWS_USER } from '../../broker/accounts.ts';
import type { PlantOpsProcess } from './plantops-process.ts';

/** Connects with the account of the flows' mqtt nodes. */
export function connectAsFlows({ dataDir, mqttPort }: PlantOpsProcess): Promise<MqttClient> {
  const serverPassword = readFileSync(path.join(dataDir, 'keys', 'broker-password'), 'utf8').trim();
  const login = derivedLogin(FLOWS_USER, serverPassword);
  return connectAsync(`mqtt://127.0.0.1:${mqttPort}`, { ...login, reconnectPeriod: 0 }, false);
}
