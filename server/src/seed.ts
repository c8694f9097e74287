/** Exports for programs that create users, clients, tokens and webhook endpoints in a database at its first start. */
export { eventWithoutRequest } from './audit/event.ts';
export { openSecret } from './delivery/secret.ts';
export { sha256 } from './lib/compare.ts';
export { newManagementToken } from './manage/management-tokens/make.ts';
export { addEndpoint } from './manage/webhooks/endpoint.ts';
export { ClientId, clientRecord, GrantId, TenantId, UserId } from './model/index.ts';
export { knownOf, passwordProblem } from './signin/chosen-password.ts';
export { hashPassword } from './signin/passwords.ts';
export type { Seed } from './store/store.ts';
export { formatToken, newToken } from './tokens/format.ts';
export { deriveGuardKey } from './tokens/keyring.ts';
export { inEnglish } from './words/sentence.ts';
