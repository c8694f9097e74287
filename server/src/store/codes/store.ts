import { redemptionOutcome } from '../../rules/token/redemption.ts';
import type { WriteAudit } from '../audit/store.ts';
import type { ConsentWriter } from '../grants/consent.ts';
import { grants } from '../grants/rows.ts';
import type { RequestWriter } from '../one-time/requests.ts';
import type { Database } from '../sqlite/database.ts';
import type { GroupCommit } from '../sqlite/group-commit.ts';
import type { TokenWriter } from '../tokens/writer.ts';
import { authorizationCodes } from './rows.ts';
import * as sql from './statements.ts';
import type { CodeStore } from './verbs.ts';

export function codeStore(
  db: Database,
  group: GroupCommit,
  writeAudit: WriteAudit,
  tokens: TokenWriter,
  consents: ConsentWriter,
  requests: RequestWriter,
): CodeStore {
  const insertCode = db.run(sql.insertCode);
  const codeWithGrant = db.one(sql.codeWithGrant, (row) => ({
    code: authorizationCodes.read(row),
    grant: grants.read(row),
  }));
  const markRedeemed = db.run(sql.markRedeemed);

  return {
    approve: (consent) =>
      group.write(() => {
        const { pushed, now } = consent;
        if (pushed !== null && !requests.open(pushed, now)) return { outcome: 'decided' };
        const { grant, taken, audit } = consents.record(consent);
        writeAudit(audit);
        if (!taken) return { outcome: 'held', grant };
        if (pushed !== null) requests.consume(pushed, now);
        insertCode(
          authorizationCodes.parameters({
            ...consent.code,
            context: { ...consent.code.context, selection: grant.selection },
            grantId: grant.id,
            grantVersion: grant.version,
            redeemedAt: null,
            familyId: null,
          }),
        );
        return { outcome: 'allowed', grant };
      }),

    code: async (hash) => codeWithGrant({ hash }),

    redeemCode: ({ codeHash, now, family, access, refresh, audit }) =>
      group.write(() => {
        const found = codeWithGrant({ hash: codeHash });
        if (!found) return 'unknown';
        const outcome = redemptionOutcome(found.code, found.grant, now);
        if (outcome === 'replayed') {
          tokens.endFamily(found.code.familyId, now);
          writeAudit(audit.replayed);
        }
        if (outcome === 'redeemed') {
          markRedeemed({ hash: codeHash, now, familyId: family.id });
          tokens.beginFamily(family, access, refresh);
          writeAudit(audit.redeemed);
        }
        return outcome;
      }),
  };
}
