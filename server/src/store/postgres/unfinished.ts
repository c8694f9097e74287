import { StartError } from '../../config/environment/start-error.ts';
import type { PgConnection } from './server.ts';

const UNFINISHED = '__moving';

/** The name of a schema until it has all rows of a database that moves into it: no server looks there. */
export function unfinishedOf(schema: string): string {
  return `${schema}${UNFINISHED}`;
}

/** The mover alone opens one; its foreign keys come last. */
export function isUnfinished(schema: string): boolean {
  return schema.endsWith(UNFINISHED);
}

/** Throws `StartError` where a move into a schema has begun: an empty one in its place would be taken for the API's own. */
export async function hasNoUnfinished(
  connection: PgConnection,
  schema: string,
  place: string,
): Promise<void> {
  const { rows } = await connection.command(
    `SELECT 1 FROM pg_namespace WHERE nspname = '${unfinishedOf(schema)}'`,
  );
  if (rows.length === 0) return;
  throw new StartError(
    `A move into the schema ${schema} of the database ${place} is under way, or was interrupted: let latchkey migrate finish, or ` +
      'run it again; latchkey migrate --abandon takes it back.',
  );
}
