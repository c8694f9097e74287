/**
 * Whether the tests also do what costs more time than it usually tells (docs/project/tests.md lists it). Releases and a weekly
 * run do.
 */
export const WHOLE = Boolean(process.env.LATCHKEY_TEST_WHOLE);
