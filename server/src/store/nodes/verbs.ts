import type { Instant, NodeReport } from '../../model/index.ts';

export interface NodeStore {
  /** Keeps the report in place of the one before, and forgets nodes that were not seen since `before`. */
  reportNode(report: NodeReport, before: Instant): Promise<void>;
  /** Forgets a node that stops in order. */
  endNode(name: string): Promise<void>;
  /** In the order of their names. */
  nodeReports(limit: number): Promise<NodeReport[]>;
}
