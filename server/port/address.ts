/** Where the engine is found by its host. */
export const ENGINE_PORT_PATH = '/plantops-port';
/** Where a host finds the engine at work, on its HTTP server. */
export const LINK_PATH = '/plantops-link';
/** Carries what a host proves itself by to the engine at work, with every request that it passes on. */
export const DOOR_HEADER = 'x-plantops-door';
/** Carries the token that the host gave to the engine, with every request. */
export const TOKEN_HEADER = 'x-plantops-engine';
