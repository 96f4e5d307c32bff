/** Names that Home Assistant and its settings have. Without schemas, so that the browser does not have to load them. */

/** `own`: the broker of this server; `other`: the one that Home Assistant uses already. */
export const HOME_BROKERS = ['own', 'other'] as const;

/** The name that Home Assistant logs in with at the broker of this server. */
export const HOME_ACCOUNT = 'home-assistant';
/** Where Home Assistant looks for devices unless it was told otherwise. */
export const DISCOVERY_PREFIX = 'homeassistant';
