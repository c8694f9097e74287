import { HOUR } from '../../lib/clock.ts';
import type { Grant } from '../../model/index.ts';
import * as sql from '../sql/authorization.ts';
import { touchClient } from '../sql/clients.ts';
import { grantAfterConsent } from '../sql/outcomes.ts';
import { grants } from '../sql/tables.ts';
import type { Consent } from '../store.ts';
import type { Database } from './database.ts';

/** Writes what a consent means for its grant. To be called inside a transaction. */
export interface ConsentWriter {
  /** `taken: false`: a manager holds the grant, which is as it was. */
  record(consent: Omit<Consent, 'code'>): { grant: Grant; taken: boolean };
  alter(grant: Grant): void;
}

export function consentWriter(db: Database): ConsentWriter {
  const grantFor = db.one(sql.grantFor, grants.read);
  const insertGrant = db.run(sql.insertGrant);
  const updateGrant = db.run(sql.updateGrant);
  const touch = db.run(touchClient);
  const alter = (grant: Grant) => {
    const part = Object.fromEntries(sql.ALTERABLE.map((field) => [field, grant[field]]));
    updateGrant({ id: grant.id, ...grants.parametersOf(part) });
  };
  return {
    alter,
    record(consent) {
      const { clientId, userId, tenantId, now } = consent;
      const existing = grantFor({ clientId, userId, tenantId });
      const grant = grantAfterConsent(existing, consent);
      if (grant === existing) return { grant, taken: false };
      // In the same step, so that no client with a grant ever counts as unused.
      touch({ id: clientId, now, due: now - HOUR });
      if (existing) alter(grant);
      else insertGrant(grants.parameters(grant));
      return { grant, taken: true };
    },
  };
}
