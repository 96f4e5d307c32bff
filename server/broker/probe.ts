const ATTEMPT_TIMEOUT_MS = 3000;

/** Whether the broker accepts these credentials now; false if it refuses them or cannot be reached. */
export async function brokerAccepts(url: string, username: string, password: string): Promise<boolean> {
  const { default: mqtt } = await import('mqtt');
  const client = mqtt.connect(url, {
    username,
    password,
    clientId: username,
    clean: true,
    protocolVersion: 5,
    reconnectPeriod: 0,
    connectTimeout: ATTEMPT_TIMEOUT_MS,
    keepalive: 0,
    manualConnect: true,
  });
  try {
    return await new Promise<boolean>((resolve) => {
      client.once('connect', () => resolve(true));
      client.once('error', () => resolve(false));
      client.once('close', () => resolve(false));
      client.connect();
    });
  } finally {
    client.end(true);
  }
}
