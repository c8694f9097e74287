/** Where the application of developers and operators is (`server/src/dashboard`), on the issuer's host. */
export const DASHBOARD = '/dashboard';
