/** Where the engine is found by its host. */
export const ENGINE_PORT_PATH = '/plantops-port';
/** Carries the token that the host gave to the engine, with every request. */
export const TOKEN_HEADER = 'x-plantops-engine';
