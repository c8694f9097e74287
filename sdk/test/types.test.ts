import { test } from 'node:test';
import type * as server from '../../server/src/model/index.ts';
import type * as sdk from '../src/index.ts';

/** Compiles only if both are assignable to each other, member for member. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

function agree<_Proof extends true>(): void {}

test('the words of this package are those of the server (checked by the compiler)', () => {
  agree<Same<sdk.Caller, server.Caller>>();
  agree<Same<sdk.Check, server.Check>>();
  agree<Same<sdk.Remedy, server.Remedy>>();
  agree<Same<sdk.RefusalCode, server.RefusalCode>>();
  agree<Same<sdk.RefusalBody['checks'], server.Refusal['checks']>>();
});
