import type { AccessToken, Instant, RefreshToken, TokenFamily } from '../../model/index.ts';
import type { Database, Steps } from '../transactions.ts';
import { accessTokens, refreshTokens, tokenFamilies } from './rows.ts';
import * as sql from './statements.ts';

/** The writes shared by redeeming a code and rotating a refresh token. Only inside a verb. */
export interface TokenWriter {
  addAccessToken(access: AccessToken): Steps<unknown>;
  addRefreshToken(refresh: RefreshToken): Steps<unknown>;
  beginFamily(family: TokenFamily, access: AccessToken, refresh: RefreshToken | null): Steps<void>;
  /** Returns whether this call ended it. */
  endFamily(familyId: string | null, now: Instant): Steps<boolean>;
}

export function tokenWriter(db: Database): TokenWriter {
  const insertAccessToken = db.put(sql.insertAccessToken);
  const insertRefreshToken = db.put(sql.insertRefreshToken);
  const insertFamily = db.put(sql.insertFamily);
  const revokeFamily = db.run(sql.revokeFamily);

  const addAccessToken = (access: AccessToken) =>
    insertAccessToken(accessTokens.values({ ...access, revokedAt: null }));
  const addRefreshToken = (refresh: RefreshToken) => insertRefreshToken(refreshTokens.values(refresh));
  return {
    addAccessToken,
    addRefreshToken,
    *beginFamily(family, access, refresh) {
      yield* insertFamily(tokenFamilies.values(family));
      yield* addAccessToken(access);
      if (refresh) yield* addRefreshToken(refresh);
    },
    *endFamily(familyId, now) {
      return familyId !== null && (yield* revokeFamily({ id: familyId, now })) > 0;
    },
  };
}
