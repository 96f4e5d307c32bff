/**
 * The words of PlantOps, used with these meanings everywhere: in code, on the wire, in SQL and on screen.
 *
 * - **Device**: a board with sensors (ESP32, Pi). Identified by `device_id`, which is also its MQTT username.
 * - **Plant**: what the owner cares for. A device is *assigned* to at most one plant; a plant may have several devices.
 * - **Reading**: one telemetry message: a time and one or more of the four metrics.
 * - **Metric**: one measured quantity, see `metrics.ts`.
 * - **Threshold**: the least and greatest acceptable value of a metric for a plant.
 * - **Breach**: a value below `min` or above `max`.
 * - **Alert**: a breach, or a device's silence, from the moment it began until it ended.
 * - **Notice**: one message about an alert, meant for the owner; it waits in the *outbox* until it was delivered.
 * - **Channel**: a way in which notices reach the owner, such as Discord. A notice on a channel is a *delivery*, too.
 * - **Rejected message**: one that did not fit its schema; kept with the reason, never stored as a reading.
 * - **Delivery**: one MQTT message taken from the broker and not yet acknowledged to it.
 * - **Owner**: the single person who runs the system.
 *
 * The wire (REST, MQTT) and SQL are snake_case; TypeScript is camelCase. The translation happens at the edge only.
 */
export type DeviceId = string;
export type PlantId = string;
