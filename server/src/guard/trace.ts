import type { AuditEvent, TokenKind } from '../model/index.ts';

/** Whose call it was, as far as is known; for the record. */
export type Trace = Pick<
  AuditEvent,
  'tenantId' | 'userId' | 'clientId' | 'connectedAccountId' | 'grantId' | 'mode'
> & { token: TokenKind | null; personalTokenId: string | null; actors?: string[] };

export const NOBODY: Trace = {
  tenantId: null,
  userId: null,
  clientId: null,
  connectedAccountId: null,
  grantId: null,
  mode: null,
  token: null,
  personalTokenId: null,
};
