import { clients } from '../clients/rows.ts';
import type { AccountWriter } from '../connected-accounts/writer.ts';
import { integer } from '../table/codecs.ts';
import type { RowReader } from '../table/table.ts';
import { users } from '../users/rows.ts';
import type { GrantWithParties } from './page.ts';
import { grants } from './rows.ts';

/** Reads the columns of `withParties`. */
export function partiesReader(accounts: AccountWriter): (row: RowReader) => GrantWithParties {
  return (row) => ({
    grant: accounts.withAccount(grants.read(row)),
    client: clients.read(row),
    user: users.read(row),
    parts: integer.read(row.next(), 'count'),
  });
}
