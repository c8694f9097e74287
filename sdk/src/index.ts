export { IDENTITY_HEADER } from '../../wire/names.ts';
export { can, type Owned } from './can.ts';
export { createGuard } from './guard.ts';
export { createIdentityVerifier, IdentityError, type IdentityProblem } from './identity.ts';
export type { LocalOptions, StreamEvent } from './local/options.ts';
export type * from './types.ts';
