import type { Clock } from '../../lib/clock.ts';
import type { Grant } from '../../model/index.ts';
import { endUnder, revokedGrant } from '../../rules/grant/standing.ts';
import { readActingFor } from '../acting-for/read.ts';
import type { ActingFor } from '../acting-for/record.ts';
import type { WriteAudit } from '../audit/writer.ts';
import type { ConsentWriter } from '../grants/consent.ts';
import { readParties } from '../grants/parties.ts';
import { grants } from '../grants/rows.ts';
import { grantById as grantByIdSql } from '../grants/statements.ts';
import { integer, text } from '../table/codecs.ts';
import { placeOf } from '../table/table.ts';
import { tokenFamilies } from '../tokens/rows.ts';
import { familyById as familyByIdSql, laterFamily as laterFamilySql } from '../tokens/statements.ts';
import type { TokenWriter } from '../tokens/writer.ts';
import type { Database, Transactions } from '../transactions.ts';
import * as sql from './statements.ts';
import type { ConnectedAccountStore, ConnectionRecord } from './verbs.ts';
import type { AccountWriter } from './writer.ts';

export function connectedAccountStore(
  db: Database,
  tx: Transactions,
  writeAudit: WriteAudit,
  tokens: TokenWriter,
  consents: ConsentWriter,
  accounts: AccountWriter,
  clock: Clock,
): ConnectedAccountStore {
  const connectionsOf = db.many(sql.connectionsOf, grants.read);
  const parts = db.many(sql.partsOf, readParties);
  const aliases = db.many(sql.aliasesOf, (row) => text.read(row.next(), 'id'));
  const connectedAccount = db.one(sql.connectedAccountWithActor, readActingFor);
  const accountOfAliasId = db.one(sql.accountOfAlias, (row) => text.read(row.next(), 'account_id'));
  const grantById = db.one(grantByIdSql, grants.read);
  const familyById = db.one(familyByIdSql, tokenFamilies.read);
  const laterFamily = db.one(laterFamilySql, (row) => integer.read(row.next(), '1'));

  return {
    connectionOf: (clientId, tenantId, mode) => tx.read(() => accounts.find(clientId, tenantId, mode)),

    partsOf: ({ accountId, tenantId, before, limit }) =>
      tx.read(() => parts({ accountId, tenantId, ...placeOf(before), limit })),

    aliasesOf: (accountId, limit) => tx.read(() => aliases({ accountId, limit })),

    connectionsOf: ({ clientId, after, limit, managerRoles }) => {
      const managers = JSON.stringify(managerRoles);
      return tx.read(() =>
        connectionsOf({ clientId, after: after ?? '', limit, managers, now: clock.now() }),
      );
    },

    connectedAccount: async (id, managerRoles) => {
      const managers = JSON.stringify(managerRoles);
      const record = await tx.read(() => connectedAccount({ id, managers, now: clock.now() }));
      return record && hasGrant(record) ? record : null;
    },

    accountOfAlias: (id) => tx.read(() => accountOfAliasId({ id })),

    giveBackConnection: ({ familyId, now, refreshableBeyond, audit }) =>
      tx.write(function* () {
        const family = yield* familyById({ id: familyId });
        if (!family) return 'unknown';
        const revoked = yield* tokens.endFamily(familyId, now);
        if (revoked) yield* writeAudit(audit.revoked);
        const { grantId, grantVersion, clientId, createdAt } = family;
        const grant = yield* grantById({ id: grantId });
        const stays =
          !grant ||
          endUnder(grant, grantVersion, now) !== null ||
          (yield* laterFamily({ grantId, grantVersion, clientId, createdAt, refreshableBeyond })) !== null;
        if (stays) return revoked ? 'revoked' : 'already';
        yield* consents.alter(revokedGrant(grant, now));
        yield* writeAudit(audit.ended);
        return 'ended';
      }),
  };
}

function hasGrant(record: ActingFor): record is ConnectionRecord & { grant: Grant } {
  return record.grant !== null;
}
