export { can, type Owned } from './can.ts';
export { createGuard } from './guard.ts';
export { createIdentityVerifier, IDENTITY_HEADER, IdentityError, type IdentityProblem } from './identity.ts';
export type { LocalOptions, StreamEvent } from './local/options.ts';
export type * from './types.ts';
