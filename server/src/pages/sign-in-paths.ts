/** Where the forms of signing in are posted to. */
export const SIGN_IN = '/sign-in';
export const SECOND_STEP = `${SIGN_IN}/second-step`;
export const SET_UP = `${SIGN_IN}/set-up`;
export const BY_PASSKEY = `${SIGN_IN}/passkey`;
/** Asks somebody who is signed in to sign in once more. */
export const SIGN_IN_AGAIN = `${SIGN_IN}/again`;
