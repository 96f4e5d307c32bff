/**
 * Resolves once the broker accepts exactly the devices in the database.
 * @param usernames of the devices that changed; left out: any may have
 * @throws ProblemError `broker_unavailable`
 */
export type SyncCredentials = (usernames?: readonly string[]) => Promise<void>;
