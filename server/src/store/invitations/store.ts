import { isCurrent, lifeOf } from '../../lib/clock.ts';
import type { Instant, Invitation, TokenHash } from '../../model/index.ts';
import type { WriteAudit } from '../audit/writer.ts';
import type { WriteMails } from '../mails/store.ts';
import { roleJudge } from '../members/judge.ts';
import { memberships } from '../members/rows.ts';
import { addMembership as addMembershipSql } from '../members/statements.ts';
import type { Database, Steps, Transactions } from '../transactions.ts';
import { users } from '../users/rows.ts';
import { addUser as addUserSql } from '../users/statements.ts';
import { invitations } from './rows.ts';
import * as sql from './statements.ts';
import type { InvitationStore } from './verbs.ts';

export function invitationStore(
  db: Database,
  tx: Transactions,
  writeAudit: WriteAudit,
  writeMails: WriteMails,
): InvitationStore {
  const judge = roleJudge(db);
  const add = db.run(sql.addInvitation);
  const byHash = db.one(sql.invitation, invitations.read);
  const byId = db.one(sql.invitationIn, invitations.read);
  const ofTenant = db.many(sql.invitationsOf, invitations.read);
  const renew = db.run(sql.renewInvitation);
  const use = db.run(sql.useInvitation);
  const remove = db.run(sql.removeInvitation);
  const removeExpired = db.run(sql.removeExpiredInvitation);
  const memberByEmail = db.one(sql.memberByEmail, () => true);
  const addUser = db.run(addUserSql);
  const addMembership = db.run(addMembershipSql);

  function* current(hash: TokenHash, now: Instant): Steps<Invitation | null> {
    const found = yield* byHash({ hash });
    return found && isCurrent(lifeOf(found), now) ? found : null;
  }

  return {
    invite: ({ invitation, most, judged, mails, audit }) =>
      tx.write(function* () {
        const { tenantId, email, createdAt: now } = invitation;
        const overtaken = yield* judge.ofRoles(tenantId, judged);
        if (overtaken) return overtaken;
        if (yield* memberByEmail({ email, tenantId })) return 'member';
        yield* removeExpired({ tenantId, email, now });
        if ((yield* ofTenant({ tenantId, limit: most })).length === most) return 'too_many';
        if ((yield* add(invitations.parameters(invitation))) === 0) return 'exists';
        yield* writeMails(mails);
        yield* writeAudit(audit);
        return 'invited';
      }),

    invitationsOf: (tenantId, limit) => tx.read(() => ofTenant({ tenantId, limit })),

    invitationIn: (id, tenantId) => tx.read(() => byId({ id, tenantId })),

    invitation: (hash, now) => tx.read(() => current(hash, now)),

    renewInvitation: ({ judged, mails, audit, ...renewed }) =>
      tx.write(function* () {
        const overtaken = yield* judge.ofRoles(renewed.tenantId, judged);
        if (overtaken) return overtaken;
        if ((yield* renew(invitations.parametersOf(renewed))) === 0) return 'unknown';
        yield* writeMails(mails);
        yield* writeAudit(audit);
        return 'renewed';
      }),

    withdrawInvitation: ({ id, tenantId, judged, audit }) =>
      tx.write(function* () {
        const overtaken = yield* judge.ofRoles(tenantId, judged);
        if (overtaken) return overtaken;
        if ((yield* remove({ id, tenantId })) === 0) return 'unknown';
        yield* writeAudit(audit);
        return 'withdrawn';
      }),

    acceptInvitation: ({ hash, now, by, judged, audit }) =>
      tx.write(function* () {
        const found = yield* current(hash, now);
        if (!found) return 'gone';
        const { tenantId, role } = found;
        const overtaken = yield* judge.ofRoles(tenantId, judged);
        if (overtaken) return overtaken;
        if ('user' in by && (yield* addUser(users.parameters(by.user))) === 0) return 'taken';
        const userId = 'user' in by ? by.user.id : by.userId;
        if ((yield* addMembership(memberships.parameters({ tenantId, userId, role }))) === 0) return 'member';
        yield* use({ hash });
        yield* writeAudit(audit);
        return 'accepted';
      }),
  };
}
