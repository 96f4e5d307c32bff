import { assignNewPlant, register } from './api.ts';
import { connectDevice, publishReading } from './device-client.ts';
import type { DiscordServer } from './discord-server.ts';
import { eventually } from './eventually.ts';

let markers = 0;

/**
 * Sends a breach of a plant of its own through the whole path, and resolves once its message has arrived. Readings are
 * judged in their order and messages sent in theirs: whatever was published before has had its effect by then.
 */
export async function passMarker(url: string, discord: DiscordServer): Promise<void> {
  markers += 1;
  const name = `Marker ${markers}`;
  const credentials = await register(url);
  await assignNewPlant(url, credentials.device_id, { name, thresholds: { light_level: { max: 1 } } });
  const client = await connectDevice(credentials);
  await publishReading(client, credentials, { light_level: 2 });
  await eventually(() => discord.messages.some(({ title }) => title === name), { what: `the message about ${name}` });
  await client.endAsync();
}
