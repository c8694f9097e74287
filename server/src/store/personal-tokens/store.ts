import { MINUTE } from '../../lib/clock.ts';
import { lastUseOf } from '../../rules/change/outdated.ts';
import { readActor } from '../acting-for/read.ts';
import type { WriteAudit } from '../audit/writer.ts';
import { integer, nullable } from '../table/codecs.ts';
import type { RowReader } from '../table/row.ts';
import { placeOf } from '../table/table.ts';
import type { Database, Transactions } from '../transactions.ts';
import { users } from '../users/rows.ts';
import { personalTokens } from './rows.ts';
import * as sql from './statements.ts';
import type { PersonalTokenStore } from './verbs.ts';

const FIRST_PAGE = { before: null, limit: 100 };

export function personalTokenStore(
  db: Database,
  tx: Transactions,
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
  const tokensOfAll = db.many(sql.personalTokensOfAll, readToken);
  const tokensOfPerson = db.many(sql.personalTokensOfPerson, readToken);
  const tokenById = db.one(sql.personalTokenById, readToken);
  const tokenOfTenant = db.one(sql.personalTokenOfTenant, readToken);

  return {
    createPersonalToken: (token, audit, most = Number.POSITIVE_INFINITY) =>
      tx.write(function* () {
        const { userId, tenantId, createdAt: now } = token;
        if (((yield* countLive({ userId, tenantId, now })) ?? 0) >= most) return 'too_many';
        yield* insert(personalTokens.parameters(token));
        yield* writeAudit(audit);
        return 'created';
      }),

    personalTokensOf: (userId, tenantId, { before, limit } = FIRST_PAGE) =>
      tx.read(() => tokensOf({ userId, tenantId, ...placeOf(before), limit })),

    revokePersonalToken: ({ id, userId, tenantId, now, audit }) =>
      tx.write(function* () {
        if ((yield* revoke({ id, userId, tenantId, now })) === 0) return 'unknown';
        yield* writeAudit(audit);
        return 'revoked';
      }),

    personalToken: (hash) => tx.read(() => withActor({ hash })),

    async touchPersonalToken(id, now) {
      const last = await tx.read(() => lastUse({ id }));
      if (!last || (last.at !== null && now - last.at < MINUTE)) return;
      await tx.append(function* () {
        yield* touch({ id, now });
        yield { outdated: [lastUseOf('personal', id)] };
      });
    },

    personalTokensOfTenant: (tenantId, limit, before = null) =>
      tx.read(() => tokensOfTenant({ tenantId, ...placeOf(before), limit })),

    personalTokensPage: ({ userId, before, limit }) => {
      const place = { ...placeOf(before), limit };
      return tx.read(() => (userId === null ? tokensOfAll(place) : tokensOfPerson({ ...place, userId })));
    },

    personalTokenById: (id) => tx.read(() => tokenById({ id })),

    personalTokenOfTenant: (id, tenantId) => tx.read(() => tokenOfTenant({ id, tenantId })),
  };
}
