import { isDeepStrictEqual } from 'node:util';
import type { Grant } from '../../model/index.ts';
import { heldTogether, holdWith, mayChangeAddresses, mayResume } from '../../rules/grant/holds.ts';
import { heldAfterShrinking, isNarrower } from '../../rules/grant/shrinking.ts';
import { isRevoked, isSuspended, revokedGrant } from '../../rules/grant/standing.ts';
import type { WriteAudit } from '../audit/writer.ts';
import type { AccountWriter } from '../connected-accounts/writer.ts';
import type { Database, Transactions } from '../transactions.ts';
import type { ConsentWriter } from './consent.ts';
import { grants } from './rows.ts';
import * as sql from './statements.ts';
import type { GrantStore, JudgedGrant } from './verbs.ts';

type GrantChanges = Pick<
  GrantStore,
  | 'revokeGrant'
  | 'withdrawGrant'
  | 'suspendGrant'
  | 'shrinkGrant'
  | 'limitGrantAddresses'
  | 'releaseGrant'
  | 'endExpiredGrants'
>;

/**
 * The verbs that end or limit grants. Under a connected account, revoking, suspending and addresses are
 * written to every part in the same transaction, so that a call's decision reads one grant. A manager's
 * decision is stored on the account.
 */
export function grantChanges(
  db: Database,
  tx: Transactions,
  writeAudit: WriteAudit,
  { alter }: Pick<ConsentWriter, 'alter'>,
  accounts: AccountWriter,
): GrantChanges {
  const grantInTenant = db.one(sql.grantInTenant, grants.read);
  const expiredGrants = db.many(sql.expiredGrants, grants.read);

  return {
    revokeGrant: ({ grantId, tenantId, now, audit, byManager = false }) =>
      tx.write(function* () {
        const grant = yield* grantInTenant({ grantId, tenantId });
        if (!grant) return 'unknown';
        const account = yield* accounts.of(grant);
        const live = (yield* accounts.partsOf(grant)).filter((part) => !isRevoked(part));
        if (live.length === 0 && (!byManager || (account ?? grant).held?.stopped)) return 'already';
        for (const part of live) yield* alter(revokedGrant(part, now));
        if (byManager && account) {
          yield* accounts.alter({ ...account, held: holdWith(account.held, { stopped: true }) });
        } else if (byManager) {
          const ended = (yield* grantInTenant({ grantId, tenantId })) ?? grant;
          yield* alter({ ...ended, held: holdWith(ended.held, { stopped: true }), updatedAt: now });
        }
        yield* writeAudit(audit);
        return 'revoked';
      }),

    withdrawGrant: ({ grantId, tenantId, now, audit, byManager = false }) =>
      tx.write(function* () {
        const grant = yield* grantInTenant({ grantId, tenantId });
        if (!grant) return 'unknown';
        const over = isRevoked(grant);
        if (over && (!byManager || grant.held?.stopped)) return 'already';
        const held = byManager ? holdWith(grant.held, { stopped: true }) : grant.held;
        if (over) yield* alter({ ...grant, held, updatedAt: now });
        else yield* alter(revokedGrant({ ...grant, held }, now));
        yield* writeAudit(audit);
        return 'revoked';
      }),

    suspendGrant: ({ grantId, tenantId, suspended, now, audit, byManager = false }) =>
      tx.write(function* () {
        const grant = yield* grantInTenant({ grantId, tenantId });
        if (!grant || isRevoked(grant)) return 'unknown';
        const account = yield* accounts.of(grant);
        const parts = yield* accounts.partsOf(grant);
        if (!byManager && parts.length > 1) return 'shared';
        const held = heldTogether(grant.held, account?.held ?? null);
        if (!suspended && !byManager && !mayResume({ held })) return 'held';
        const status = suspended ? 'suspended' : 'active';
        const decides = byManager && (held?.stopped ?? false) !== suspended;
        if (parts.every((part) => part.status === status) && !decides) return 'changed';
        for (const part of parts) {
          // A suspension of the whole account is stored on the account; resuming also lifts the holds on its
          // parts.
          const own = byManager && !(account && suspended) ? { stopped: suspended } : {};
          yield* alter({ ...part, status, held: holdWith(part.held, own), updatedAt: now });
        }
        if (byManager && account) {
          yield* accounts.alter({ ...account, held: holdWith(account.held, { stopped: suspended }) });
        }
        yield* writeAudit(audit);
        return 'changed';
      }),

    endExpiredGrants: async (now, limit, row) => {
      // Looking is a read: the chore looks often, and rarely finds something.
      if ((await tx.read(() => expiredGrants({ now, limit: 1 }))).length === 0) return 0;
      return tx.chore(function* () {
        const expired = yield* expiredGrants({ now, limit });
        for (const grant of expired) yield* alter(revokedGrant(grant, now));
        yield* writeAudit(expired.map(row));
        return expired.length;
      });
    },

    shrinkGrant: ({ grantId, tenantId, scopes, resources, expiresAt, now, audit, managerLeaves, judged }) =>
      tx.write(function* () {
        const grant = yield* grantInTenant({ grantId, tenantId });
        if (!grant || isRevoked(grant)) return 'unknown';
        if (isOvertaken(grant, judged)) return 'overtaken';
        if (!isNarrower(grant, { scopes, resources })) return 'wider';
        const held = managerLeaves
          ? heldAfterShrinking(grant, { scopes, resources, managerLeaves })
          : grant.held;
        const ends = Math.min(grant.expiresAt ?? Infinity, expiresAt ?? Infinity);
        const left = { scopes, resources, expiresAt: ends === Infinity ? null : ends };
        yield* alter({ ...grant, ...left, held, updatedAt: now });
        yield* writeAudit(audit);
        return 'changed';
      }),

    limitGrantAddresses: ({ grantId, tenantId, ipAllowlist, now, audit, byManager = false, judged }) =>
      tx.write(function* () {
        const grant = yield* grantInTenant({ grantId, tenantId });
        if (!grant || isRevoked(grant)) return 'unknown';
        if (isOvertaken(grant, judged)) return 'overtaken';
        const account = yield* accounts.of(grant);
        const parts = yield* accounts.partsOf(grant);
        if (!byManager && parts.length > 1) return 'shared';
        if (!byManager && !mayChangeAddresses(account ?? grant)) return 'held';
        const decided = byManager ? { addresses: ipAllowlist !== null } : {};
        if (account)
          yield* accounts.alter({ ...account, ipAllowlist, held: holdWith(account.held, decided) });
        for (const part of parts) {
          const held = account ? part.held : holdWith(part.held, decided);
          yield* alter({ ...part, ipAllowlist, held, updatedAt: now });
        }
        yield* writeAudit(audit);
        return 'changed';
      }),

    releaseGrant: ({ grantId, tenantId, now, audit }) =>
      tx.write(function* () {
        const grant = yield* grantInTenant({ grantId, tenantId });
        const account = grant && (yield* accounts.of(grant));
        if (!grant || !heldTogether(grant.held, account?.held ?? null)) return 'unknown';
        // A suspended grant continues only when it is resumed.
        const left = (held: Grant['held']) =>
          holdWith(null, { stopped: isSuspended(grant) && held?.stopped === true });
        // On a revoked part of a live account, only the hold on that part is released.
        const whole = !isRevoked(grant) || (yield* accounts.partsOf(grant)).length === 0;
        if (account && whole) yield* accounts.alter({ ...account, held: left(account.held) });
        yield* alter({ ...grant, held: left(grant.held), updatedAt: now });
        yield* writeAudit(audit);
        return 'released';
      }),
  };
}

function isOvertaken({ scopes, resources, expiresAt, ipAllowlist }: Grant, judged: JudgedGrant | undefined) {
  return judged !== undefined && !isDeepStrictEqual({ scopes, resources, expiresAt, ipAllowlist }, judged);
}
