/** The pages of a user's own sign-in. */
export const YOU = '/account/you';
export const AUTHENTICATOR = `${YOU}/authenticator`;
export const RECOVERY_CODES = `${YOU}/recovery-codes`;
export const NEW_CODES = `${YOU}/new-codes`;
export const SECOND_STEP_OFF = `${YOU}/second-step-off`;
export const PASSKEYS = `${YOU}/passkeys`;
/** The page about the accounts at OpenID providers by which a person signs in. */
export const WAYS = `${YOU}/ways`;
