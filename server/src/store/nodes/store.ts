import type { Database, Transactions } from '../transactions.ts';
import { nodes } from './rows.ts';
import * as sql from './statements.ts';
import type { NodeStore } from './verbs.ts';

export function nodeStore(db: Database, tx: Transactions): NodeStore {
  const report = db.run(sql.reportNode);
  const forget = db.run(sql.forgetNodes);
  const end = db.run(sql.endNode);
  const reports = db.many(sql.nodeReports, nodes.read);
  return {
    reportNode: (told, before) =>
      tx.append(function* () {
        yield* report(nodes.parameters(told));
        yield* forget({ before });
      }),
    endNode: (name) =>
      tx.append(function* () {
        yield* end({ name });
      }),
    nodeReports: (limit) => tx.read(() => reports({ limit })),
  };
}
