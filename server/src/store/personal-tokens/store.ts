import { MINUTE } from '../../lib/clock.ts';
import { readActor } from '../acting-for/read.ts';
import type { WriteAudit } from '../audit/store.ts';
import type { Database } from '../sqlite/database.ts';
import type { GroupCommit } from '../sqlite/group-commit.ts';
import { integer, nullable } from '../table/codecs.ts';
import type { RowReader } from '../table/table.ts';
import { placeOf } from '../table/table.ts';
import { users } from '../users/rows.ts';
import { personalTokens } from './rows.ts';
import * as sql from './statements.ts';
import type { PersonalTokenStore } from './verbs.ts';

const FIRST_PAGE = { before: null, limit: 100 };

export function personalTokenStore(
  db: Database,
  group: GroupCommit,
  writeAudit: WriteAudit,
): PersonalTokenStore {
  const instant = nullable(integer);
  const insert = db.run(sql.insertPersonalToken);
  const tokensOf = db.many(sql.personalTokensOf, personalTokens.read);
  const countLive = db.one(sql.countLiveTokens, (row) => integer.read(row.next(), 'count'));
  const revoke = db.run(sql.revokePersonalToken);
  const withActor = db.one(sql.personalTokenWithActor, (row) => ({
    token: personalTokens.read(row),
    client: null,
    ...readActor(row),
    grant: null,
  }));
  const lastUse = db.one(sql.lastUse, (row) => ({ at: instant.read(row.next(), 'last_used_at') }));
  const touch = db.run(sql.touchPersonalToken);
  const readToken = (row: RowReader) => ({ token: personalTokens.read(row), user: users.read(row) });
  const tokensOfTenant = db.many(sql.personalTokensOfTenant, readToken);
  const tokenOfTenant = db.one(sql.personalTokenOfTenant, readToken);

  return {
    createPersonalToken: (token, audit, most = Number.POSITIVE_INFINITY) =>
      group.write(() => {
        const { userId, tenantId, createdAt: now } = token;
        if ((countLive({ userId, tenantId, now }) ?? 0) >= most) return 'too_many';
        insert(personalTokens.parameters(token));
        writeAudit(audit);
        return 'created';
      }),

    personalTokensOf: async (userId, tenantId, { before, limit } = FIRST_PAGE) =>
      tokensOf({ userId, tenantId, ...placeOf(before), limit }),

    revokePersonalToken: ({ id, userId, tenantId, now, audit }) =>
      group.write(() => {
        if (revoke({ id, userId, tenantId, now }) === 0) return 'unknown';
        writeAudit(audit);
        return 'revoked';
      }),

    personalToken: async (hash) => withActor({ hash }),

    async touchPersonalToken(id, now) {
      const last = lastUse({ id });
      if (!last || (last.at !== null && now - last.at < MINUTE)) return;
      await group.write(() => touch({ id, now }));
    },

    personalTokensOfTenant: async (tenantId, limit) => tokensOfTenant({ tenantId, limit }),

    personalTokenOfTenant: async (id, tenantId) => tokenOfTenant({ id, tenantId }),
  };
}
