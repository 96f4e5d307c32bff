import type { SetAsideGroup, SetAsideMessage } from '@plantops/shared/api/flows.ts';
import type { Database } from '../../db/pool.ts';
import {
  deleteSetAside,
  groupSetAside,
  listSetAside,
  moveToWaiting,
  type SetAsideChoice,
} from '../../db/repositories/set-aside.ts';

export interface SetAsideOptions {
  database: Database;
  /** Has the flows take the messages that wait for them. An engine that is away takes them at its start. */
  takeWaiting: () => Promise<void>;
  /** Called when there are fewer. */
  onChanged: () => void;
}

/** Messages that were neither stored nor let go, and that the owner can send through the mended flows. */
export class SetAside {
  readonly #options: SetAsideOptions;

  constructor(options: SetAsideOptions) {
    this.#options = options;
  }

  groups(): Promise<SetAsideGroup[]> {
    return groupSetAside(this.#options.database);
  }

  list(
    page: Pick<SetAsideChoice, 'nodeId'> & { before?: number | undefined; limit: number },
  ): Promise<SetAsideMessage[]> {
    return listSetAside(this.#options.database, page);
  }

  /** @returns how many messages are on their way again */
  async replay(choice: SetAsideChoice): Promise<number> {
    const { database, takeWaiting, onChanged } = this.#options;
    const moved = await moveToWaiting(database, choice);
    if (moved > 0) {
      await takeWaiting();
      onChanged();
    }
    return moved;
  }

  /** @returns how many messages are gone for good */
  async discard(choice: SetAsideChoice): Promise<number> {
    const discarded = await deleteSetAside(this.#options.database, choice);
    if (discarded > 0) this.#options.onChanged();
    return discarded;
  }
}
