import type { Grant } from '../../model/index.ts';
import { isOver, revokedGrant } from '../../rules/grant/standing.ts';
import { readActingFor } from '../acting-for/read.ts';
import type { ActingFor } from '../acting-for/record.ts';
import type { WriteAudit } from '../audit/store.ts';
import type { ConsentWriter } from '../grants/consent.ts';
import { partiesReader } from '../grants/parties.ts';
import { grants } from '../grants/rows.ts';
import { grantById as grantByIdSql } from '../grants/statements.ts';
import type { Database } from '../sqlite/database.ts';
import type { GroupCommit } from '../sqlite/group-commit.ts';
import { integer, text } from '../table/codecs.ts';
import { placeOf } from '../table/table.ts';
import { tokenFamilies } from '../tokens/rows.ts';
import { familyById as familyByIdSql, laterFamily as laterFamilySql } from '../tokens/statements.ts';
import type { TokenWriter } from '../tokens/writer.ts';
import * as sql from './statements.ts';
import type { ConnectedAccountStore, ConnectionRecord } from './verbs.ts';
import type { AccountWriter } from './writer.ts';

export function connectedAccountStore(
  db: Database,
  group: GroupCommit,
  writeAudit: WriteAudit,
  tokens: TokenWriter,
  consents: ConsentWriter,
  accounts: AccountWriter,
): ConnectedAccountStore {
  const connectionsOf = db.many(sql.connectionsOf, grants.read);
  const withParties = partiesReader(accounts);
  const parts = db.many(sql.partsOf, withParties);
  const aliases = db.many(sql.aliasesOf, (row) => text.read(row.next(), 'id'));
  const connectedAccount = db.one(sql.connectedAccountWithActor, readActingFor);
  const accountOfAliasId = db.one(sql.accountOfAlias, (row) => text.read(row.next(), 'account_id'));
  const grantById = db.one(grantByIdSql, grants.read);
  const familyById = db.one(familyByIdSql, tokenFamilies.read);
  const laterFamily = db.one(laterFamilySql, (row) => integer.read(row.next(), '1'));

  return {
    connectionOf: async (clientId, tenantId, mode) => accounts.find(clientId, tenantId, mode),

    partsOf: async ({ accountId, tenantId, before, limit }) =>
      parts({ accountId, tenantId, ...placeOf(before), limit }),

    aliasesOf: async (accountId, limit) => aliases({ accountId, limit }),

    connectionsOf: async ({ clientId, after, limit, managerRoles }) =>
      connectionsOf({ clientId, after: after ?? '', limit, managers: JSON.stringify(managerRoles) }),

    connectedAccount: async (id, managerRoles) => {
      const record = connectedAccount({ id, managers: JSON.stringify(managerRoles) });
      return record && hasGrant(record) ? record : null;
    },

    accountOfAlias: async (id) => accountOfAliasId({ id }),

    giveBackConnection: ({ familyId, now, refreshableBeyond, audit }) =>
      group.write(() => {
        const family = familyById({ id: familyId });
        if (!family) return 'unknown';
        const revoked = tokens.endFamily(familyId, now);
        if (revoked) writeAudit(audit.revoked);
        const { grantId, grantVersion, clientId, createdAt } = family;
        const grant = grantById({ id: grantId });
        const stays =
          !grant ||
          isOver(grant, grantVersion) ||
          laterFamily({ grantId, grantVersion, clientId, createdAt, refreshableBeyond }) !== null;
        if (stays) return revoked ? 'revoked' : 'already';
        consents.alter(revokedGrant(grant, now));
        writeAudit(audit.ended);
        return 'ended';
      }),
  };
}

function hasGrant(record: ActingFor): record is ConnectionRecord & { grant: Grant } {
  return record.grant !== null;
}
