import type { AccessToken, Instant, RefreshToken, TokenFamily } from '../../model/index.ts';
import type { Database } from '../sqlite/database.ts';
import { accessTokens, refreshTokens, tokenFamilies } from './rows.ts';
import * as sql from './statements.ts';

/** The writes shared by redeeming a code and rotating a refresh token. Only inside a verb. */
export interface TokenWriter {
  addAccessToken(access: AccessToken): void;
  addRefreshToken(refresh: RefreshToken): void;
  beginFamily(family: TokenFamily, access: AccessToken, refresh: RefreshToken | null): void;
  /** Returns whether this call ended it. */
  endFamily(familyId: string | null, now: Instant): boolean;
}

export function tokenWriter(db: Database): TokenWriter {
  const insertAccessToken = db.run(sql.insertAccessToken);
  const insertRefreshToken = db.run(sql.insertRefreshToken);
  const insertFamily = db.run(sql.insertFamily);
  const revokeFamily = db.run(sql.revokeFamily);

  const addAccessToken = (access: AccessToken) => {
    insertAccessToken(accessTokens.parameters({ ...access, revokedAt: null }));
  };
  const addRefreshToken = (refresh: RefreshToken) => {
    insertRefreshToken(refreshTokens.parameters(refresh));
  };
  return {
    addAccessToken,
    addRefreshToken,
    beginFamily(family, access, refresh) {
      insertFamily(tokenFamilies.parameters(family));
      addAccessToken(access);
      if (refresh) addRefreshToken(refresh);
    },
    endFamily: (familyId, now) => familyId !== null && revokeFamily({ id: familyId, now }) > 0,
  };
}
