import type { Instant } from '../../model/index.ts';

/** Leases, and the time of day on which the nodes of a database agree. */
export interface LeaseStore {
  /** Returns the time of day by the database's clock, which all nodes share. */
  databaseTime(): Promise<Instant>;
  /**
   * Takes a lease, or makes one that the holder has last longer; resolves to whether it is the holder's. The database's clock
   * decides. Its end does not stop a holder that was away for longer: what it does must be right beside another holder.
   */
  takeLease(lease: { name: string; holder: string; milliseconds: number }): Promise<boolean>;
  /** Gives a lease up, so that another may take it at once. */
  endLease(lease: { name: string; holder: string }): Promise<void>;
}
