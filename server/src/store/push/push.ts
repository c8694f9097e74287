/** A change that a node committed. */
export interface PushedChange {
  /** The node, by the name that it gave when its store opened. */
  by: string;
  /** Tags (rules/change) of what is outdated. */
  tags: readonly string[];
  /** When it was told, in milliseconds of the database's clock; `null` if that was not known. */
  at: number | null;
}

export interface PushFollower {
  heard(change: PushedChange): void;
  /** Changes may not have arrived. `why`: nothing arrives from now on; `null`: everything does from now on. */
  missed(why: string | null): void;
}

/** A way by which nodes hear at once what the others have committed. One serves all APIs of a process. */
export interface Push {
  /** Whether everything that is told arrives. */
  readonly up: boolean;
  /** Hears what is told on a channel, own changes too. Returns a function that stops it. */
  follow(channel: string, follower: PushFollower): () => void;
  close(): Promise<void>;
}

/** A push that is told after the commit. PostgreSQL's own is told in the transaction. */
export interface ToldPush extends Push {
  /**
   * Resolves when it is on its way to all, or given up after a tenth of a second: a change that does not arrive counts after the memory's time to
   * live. Never rejects.
   */
  tell(channel: string, change: PushedChange): Promise<void>;
}
