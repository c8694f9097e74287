import { newIdAt } from '../../lib/ids.ts';
import { redemptionOutcome } from '../../rules/token/redemption.ts';
import type { WriteAudit } from '../audit/writer.ts';
import type { ConsentWriter } from '../grants/consent.ts';
import { presentedGrants, standing } from '../grants/rows.ts';
import type { RequestWriter } from '../one-time/requests.ts';
import type { TokenWriter } from '../tokens/writer.ts';
import type { Database, Steps, Transactions } from '../transactions.ts';
import { authorizationCodes, redeemable, redeemedAt } from './rows.ts';
import * as sql from './statements.ts';
import type { CodeStore, Redemption, RedemptionOutcome } from './verbs.ts';

export function codeStore(
  db: Database,
  tx: Transactions,
  writeAudit: WriteAudit,
  tokens: TokenWriter,
  consents: ConsentWriter,
  requests: RequestWriter,
): CodeStore {
  const insertCode = db.run(sql.insertCode);
  const codeWithGrant = db.one(sql.codeWithGrant, (row) => ({
    code: { ...authorizationCodes.read(row), redeemedAt: redeemedAt(row) },
    grant: presentedGrants.read(row),
  }));
  const redeemableCode = db.one(sql.redeemableCode, (row) => ({
    code: { ...redeemable.read(row), redeemedAt: redeemedAt(row) },
    grant: standing.read(row),
  }));

  function* redeem({ codeHash, now, family, access, refresh, audit }: Redemption): Steps<RedemptionOutcome> {
    const found = yield* redeemableCode({ hash: codeHash });
    if (!found) return 'unknown';
    const outcome = redemptionOutcome(found.code, found.grant, now);
    if (outcome === 'replayed') {
      yield* tokens.endFamily(found.code.familyId, now);
      yield* writeAudit(audit.replayed);
    }
    if (outcome === 'redeemed') {
      // Another one would leave the code as it is, to be redeemed again.
      if (family.id !== found.code.familyId) throw new Error('A code begins the family that it names.');
      yield* tokens.beginFamily(family, access, refresh);
      yield* writeAudit(audit.redeemed);
    }
    return outcome;
  }

  return {
    approve: (consent) =>
      tx.write(function* () {
        const { pushed, now } = consent;
        if (pushed !== null && !(yield* requests.open(pushed, now))) return { outcome: 'decided' };
        const { grant, taken, audit } = yield* consents.record(consent);
        yield* writeAudit(audit);
        if (!taken) return { outcome: 'held', grant };
        if (pushed !== null) yield* requests.consume(pushed, now);
        yield* insertCode(
          authorizationCodes.parameters({
            ...consent.code,
            context: { ...consent.code.context, selection: grant.selection },
            grantId: grant.id,
            grantVersion: grant.version,
            familyId: newIdAt('fam', now),
          }),
        );
        return { outcome: 'allowed', grant };
      }),

    code: (hash) => tx.read(() => codeWithGrant({ hash })),

    redeemCode: (redemption) => tx.write(() => redeem(redemption)),
  };
}
