import { commonResources } from '../../access/resources.ts';
import { HOUR } from '../../lib/clock.ts';
import type { AuditEvent, Grant, Instant } from '../../model/index.ts';
import { grantAfterConsent } from '../../rules/grant/consent.ts';
import { holdWith } from '../../rules/grant/holds.ts';
import { selectionId } from '../../rules/grant/selection.ts';
import { isSuspended } from '../../rules/grant/standing.ts';
import { touchClient } from '../clients/statements.ts';
import type { AccountWriter } from '../connected-accounts/writer.ts';
import type { Database, Steps } from '../transactions.ts';
import { earlierSelections, grants } from './rows.ts';
import * as sql from './statements.ts';
import type { RecordedConsent } from './verbs.ts';

/** Writes a consent to its grant. Call it inside a transaction only. */
export interface ConsentWriter {
  /** `taken: false`: a manager holds the grant, which is unchanged. */
  record(consent: RecordedConsent): Steps<{
    grant: Grant;
    taken: boolean;
    /** The rows to write, given the grant and its account. */
    audit: AuditEvent[];
  }>;
  alter(grant: Grant): Steps<unknown>;
}

/** A token older than this many consents opens no selected resource; its user has to authorize it again. */
const MOST_EARLIER = 50;

export function consentWriter(db: Database, accounts: AccountWriter): ConsentWriter {
  const grantFor = db.one(sql.grantFor, grants.read);
  const insertGrant = db.run(sql.insertGrant);
  const updateGrant = db.run(sql.updateGrant);
  const touch = db.run(touchClient);
  const alter = (grant: Grant) => {
    const part = Object.fromEntries(sql.ALTERABLE.map((field) => [field, grant[field]]));
    return updateGrant({ id: grant.id, ...grants.parametersOf(part) });
  };
  const insertEarlier = db.run(sql.insertEarlierSelection);
  const earlierOf = db.many(sql.earlierSelectionsOf, earlierSelections.read);
  const updateEarlier = db.run(sql.updateEarlierSelection);
  const removeEarlier = db.run(sql.removeEarlierSelection);

  /** Stores the current selection, and removes from earlier ones what has been removed since. */
  function* keepSelection({ id: grantId, selection, version, resources }: Grant, now: Instant): Steps<void> {
    const kept = yield* earlierOf({ grantId });
    for (const earlier of kept) {
      const left = { id: earlier.id, resources: commonResources(earlier.resources, resources) };
      yield* updateEarlier({ id: earlier.id, ...earlierSelections.parametersOf(left) });
    }
    if (kept.length >= MOST_EARLIER && kept[0]) yield* removeEarlier({ id: kept[0].id });
    yield* insertEarlier(
      earlierSelections.parameters({
        id: selectionId(grantId, selection),
        grantId,
        grantVersion: version,
        resources: resources ?? [],
        expiresAt: now,
      }),
    );
  }

  return {
    alter,
    *record(consent) {
      const { clientId, userId, tenantId, now } = consent;
      const existing = yield* grantFor({ clientId, userId, tenantId });
      const joined = yield* accounts.joinedBy(consent, existing);
      const { grant, taken } = grantAfterConsent(existing, consent, joined);
      if (!taken) return { grant, taken, audit: consent.audit.held };
      // In the same transaction, so that a client with a grant never counts as unused.
      yield* touch({ id: clientId, now, due: now - HOUR });
      if (existing && grant.selection !== existing.selection) yield* keepSelection(existing, now);
      if (joined?.fresh) yield* accounts.insert(joined.account);
      else if (joined && consent.byManager && !isSuspended(grant)) {
        yield* accounts.alter({ ...joined.account, held: holdWith(joined.account.held, { stopped: false }) });
      }
      if (existing) yield* alter(grant);
      else yield* insertGrant(grants.parameters(grant));
      const { id: grantId, connectedAccountId } = grant;
      // A restore takes back again what was declined, and knows it by this.
      const took = existing?.scopes.some((scope) => consent.declined?.includes(scope)) ?? false;
      const audit = consent.audit.allowed.map((event) => ({
        ...event,
        ...{ grantId, connectedAccountId },
        detail: { ...event.detail, ...(took ? { left: grant.scopes } : {}) },
      }));
      return { grant: yield* accounts.withAccount(grant), taken, audit };
    },
  };
}
