/**
 * The words of PlantOps, used with these meanings everywhere: in code, on the wire, in SQL and on screen.
 *
 * - **Device**: a board with sensors (ESP32, Pi). Identified by `device_id`, which is also its MQTT username.
 * - **Plant**: what the owner cares for. A device is *assigned* to at most one plant; a plant may have several devices.
 * - **Reading**: one telemetry message: a time and one or more metrics.
 * - **Metric**: one measured quantity, see `metrics.ts`.
 * - **Threshold**: the lowest and highest acceptable value of a metric for a plant.
 * - **Breach**: a value below `min` or above `max`.
 * - **Alert**: a breach, or a device's silence, from its beginning to its end.
 * - **Notice**: one message about an alert, meant for the owner; it waits in the *outbox* until it is delivered.
 * - **Channel**: a way for notices to reach the owner, such as Discord.
 * - **Rejected message**: one that did not match its schema; kept with the reason, never stored as a reading.
 * - **Delivery** of a notice: that notice on one channel. On the MQTT side: one message received from the broker and not
 *   yet acknowledged to it.
 * - **Owner**: the single person who runs the system.
 *
 * The wire (REST, MQTT) and SQL are snake_case; TypeScript is camelCase. The translation happens only at the edges.
 */
export type DeviceId = string;
export type PlantId = string;
