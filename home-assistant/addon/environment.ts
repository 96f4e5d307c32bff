/** What is set at the add-on, as the environment of the server. */
import { z } from 'zod';

/** The options of `config.yaml`, as the Supervisor writes them into `/data/options.json`. */
const optionsSchema = z.object({
  owner_password: z.string().min(1),
  log_level: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  registration_key: z.string().min(1).optional(),
  mqtt_public_url: z.string().min(1).optional(),
  allowed_hosts: z.array(z.string()).default([]),
});

/** The Supervisor, through which browsers come in: https://developers.home-assistant.io/docs/add-ons/presentation/#ingress */
const SUPERVISOR = '172.30.32.2';

/** @param options the content of `options.json` @throws if an option is missing or wrong */
export function addonEnvironment(options: unknown): Record<string, string> {
  const { owner_password, log_level, registration_key, mqtt_public_url, allowed_hosts } = optionsSchema.parse(options);
  return {
    HOST: '0.0.0.0',
    PORT: '8099',
    // Inside as outside: what devices are told is right as long as the port is not mapped to another.
    MQTT_PORT: '1884',
    DATA_DIR: '/data/plantops',
    TRUSTED_PROXIES: SUPERVISOR,
    OWNER_PASSWORD: owner_password,
    LOG_LEVEL: log_level,
    ...(registration_key !== undefined && { REGISTRATION_KEY: registration_key }),
    ...(mqtt_public_url !== undefined && { MQTT_PUBLIC_URL: mqtt_public_url }),
    ...(allowed_hosts.length > 0 && { ALLOWED_HOSTS: allowed_hosts.join(',') }),
  };
}
