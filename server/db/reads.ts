import { cancellable } from './cancellable.ts';
import type { Database, Queryable } from './pool.ts';

/** The pools of one database server that only reads go to. */
export interface ReadPools {
  /** For history and sparklines. */
  charts: Database;
  /** For downloads, which take long. */
  bulk: Database;
}

/** Where charts and downloads are read. Queries end when their caller leaves (`left` aborts). */
export interface Reads {
  /** How many charts may be read at once. */
  chartsAtOnce: number;
  charts(left: AbortSignal): Queryable;
  downloads(left: AbortSignal): Queryable;
  /** The copy that they are read from while it can be; undefined without one. */
  replica?: Pick<Replica, 'trouble' | 'behindS'>;
}

/** Reads from one server. */
export const readsFrom = ({ charts, bulk }: ReadPools): Reads => ({
  chartsAtOnce: charts.options.max,
  charts: (left) => cancellable(charts, left),
  downloads: (left) => cancellable(bulk, left),
});

/** A copy of the database, which may be away or behind. */
export interface Replica {
  reads: Reads;
  /** Why it is not read; undefined while it is: it is there, and close enough behind. */
  trouble(): string | undefined;
  /** How far it was behind when it was last looked at (s); undefined if that is not known. */
  behindS(): number | undefined;
  /** Whether a failure is one of the copy, and the database itself may answer. */
  isItsFault(failure: unknown): boolean;
}

/** Reads from a replica as long as it can be used, else from the database itself. */
export function readsFromReplica(replica: Replica, own: Reads): Reads {
  const either = (left: AbortSignal, ofReplica: Queryable, ofOwn: Queryable): Queryable => {
    async function query(...parameters: unknown[]): Promise<unknown> {
      const ask = (database: Queryable): Promise<unknown> =>
        (database.query as (...given: unknown[]) => Promise<unknown>)(...parameters);
      if (replica.trouble() !== undefined) return ask(ofOwn);
      try {
        return await ask(ofReplica);
      } catch (failure) {
        if (left.aborted || !replica.isItsFault(failure)) throw failure;
        return ask(ofOwn);
      }
    }
    return { query: query as unknown as Database['query'] };
  };
  return {
    chartsAtOnce: own.chartsAtOnce,
    charts: (left) => either(left, replica.reads.charts(left), own.charts(left)),
    downloads: (left) => either(left, replica.reads.downloads(left), own.downloads(left)),
    replica,
  };
}
