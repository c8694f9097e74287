import { heldTogether } from '../../rules/grant/holds.ts';
import { clients } from '../clients/rows.ts';
import { integer } from '../table/codecs.ts';
import { held } from '../table/model-codecs.ts';
import type { RowReader } from '../table/row.ts';
import { users } from '../users/rows.ts';
import type { GrantWithParties } from './page.ts';
import { grants } from './rows.ts';

/** Reads the columns of `withParties`. */
export function readParties(row: RowReader): GrantWithParties {
  const grant = grants.read(row);
  const ofAccount = held.read(row.next(), 'connected_accounts.held');
  return {
    grant: { ...grant, held: heldTogether(grant.held, ofAccount) },
    client: clients.read(row),
    user: users.read(row),
    parts: integer.read(row.next(), 'count'),
  };
}
