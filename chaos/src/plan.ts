/** The programs that run while faults are made. */
export interface Plan {
  database: 'sqlite' | 'postgres';
  nodes: number;
  /** Processes of each node that answer. */
  workers: number;
  /** HAProxy in front; without it everybody asks the first node. */
  balancer: boolean;
  /** A synchronous streaming replica. */
  replica: boolean;
  /** A Redis that the nodes share. */
  redis: boolean;
  /** The last node's clock is five minutes ahead. */
  skewed: boolean;
  /** Megabytes of the disk for the data; `null`: that of the machine. */
  disk: number | null;
  customers: number;
  /** Milliseconds between two deeds of a customer, on average. */
  think: number;
}

export const ALONE: Plan = {
  ...{
    database: 'sqlite',
    nodes: 1,
    workers: 1,
    balancer: false,
    replica: false,
    redis: false,
    skewed: false,
    disk: null,
  },
  ...{ customers: 4, think: 20 },
};
