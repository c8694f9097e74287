import { StartError } from '../../config/environment/start-error.ts';
import { ConnectionLost, causeOf, sqlState } from './fault.ts';
import type { PgConnection } from './server.ts';

const OLDEST = 15;
/**
 * They speak PostgreSQL's protocol, and cannot tell by a transaction's id whether it is committed or still under way
 * (docs/operate/distributed-engines.md).
 */
const OTHER_ENGINES: readonly [name: string, version: RegExp][] = [
  ['CockroachDB', /CockroachDB/],
  ['YugabyteDB', /-YB-/],
];

/**
 * Throws `StartError` if the server would not keep what it has answered, cannot be written, or is too old. Each message says
 * what is wrong, where, and what to do.
 */
export async function checkServer(connection: PgConnection, place: string): Promise<void> {
  const { rows } = await connection.command(`
SELECT current_setting('server_version_num')::int, current_setting('server_version'), current_setting('server_encoding'),
  current_setting('synchronous_commit'), pg_is_in_recovery(), current_user, current_database(), version()`);
  const [number, version, encoding, synchronous, replica, role, database, engine] = rows[0] ?? [];
  const other = OTHER_ENGINES.find(([, pattern]) => pattern.test(String(engine)));
  const problem = other
    ? `is ${other[0]}, where a verb may run twice and the log has no order: use PostgreSQL ${OLDEST} or newer ` +
      '(docs/operate/distributed-engines.md)'
    : Number(number) < OLDEST * 10_000
      ? `is PostgreSQL ${String(version)}: Latchkey needs ${OLDEST} or newer`
      : encoding !== 'UTF8'
        ? `keeps its text as ${String(encoding)}: make a new one by CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0`
        : synchronous === 'off'
          ? `has synchronous_commit off, so it forgets in a crash what was answered: ALTER ROLE "${String(role)}" IN DATABASE ` +
            `"${String(database)}" SET synchronous_commit = on, or switch it on in postgresql.conf`
          : replica === 1
            ? 'is a replica that may only be read: name the primary'
            : null;
  if (problem) throw new StartError(`The database ${place} ${problem}.`);
}

/** Returns the error of opening the database as one sentence for the operator. */
export function startErrorOf(error: unknown, place: string): StartError {
  if (error instanceof StartError) return error;
  return new StartError(`The database ${place} cannot be used: ${whyNot(error)}.`, { cause: error });
}

function whyNot(error: unknown): string {
  const words = error instanceof Error ? error.message.replace(/\.$/, '') : 'unknown cause';
  switch (sqlState(error)) {
    case '28P01':
      return 'the password in LATCHKEY_DATABASE_URL is not the one of its role';
    case '28000':
      return `the server does not let this role in (${words}): see pg_hba.conf`;
    case '3D000':
      return 'there is no such database: createdb makes one';
    case '42501':
      return `its role may not do that (${words}): GRANT CREATE ON DATABASE lets it make its schema`;
    case null:
      if (error instanceof ConnectionLost) {
        return `${causeOf(error)?.cause ?? words}: see whether PostgreSQL runs and LATCHKEY_DATABASE_URL names it`;
      }
      return words;
    default:
      return causeOf(error)?.cause ?? words;
  }
}
