import type { SqlParameters, SqlRow } from '../table/row.ts';
import type { Said, Steps } from '../transactions.ts';
import type { PgQuery } from './database.ts';
import type { PgAnswer, PgConnection } from './server.ts';
import type { PgStatement } from './statement.ts';
import { type Reached, type Walk, walkOf } from './walk.ts';

/** A verb that waits for the next transaction that it may share. */
export interface Waiting {
  verb(): Steps<unknown>;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** A connection within one transaction, and the answers that no verb waits for. */
export class Sending {
  readonly connection: PgConnection;
  readonly #unawaited: Promise<PgAnswer>[] = [];

  constructor(connection: PgConnection) {
    this.connection = connection;
  }

  /** Has an answer waited for at the end of the transaction. */
  put(answer: Promise<PgAnswer>): void {
    answer.catch(() => {});
    this.#unawaited.push(answer);
  }

  /** Rejects with the first failure: what came after it failed because of it. */
  async answered(): Promise<void> {
    await Promise.all(this.#unawaited);
  }
}

/** Runs one verb to its end. Throws if it fails; the transaction is then of no use. */
export async function runAlone<Value>(sending: Sending, walk: Walk<Value>): Promise<Value> {
  let reached = walk.start();
  while ('asks' in reached) {
    const query = reached.asks as PgQuery;
    const answer = ask(sending.connection, query);
    if (query.isPut) sending.put(answer);
    reached = walk.answer(query.isPut ? undefined : await answer);
  }
  return reached.ended.value;
}

/**
 * Runs several verbs step by step beside each other: each round sends the next statement of every verb, and
 * equal INSERTs of a round become one. Throws if any of them fails; the transaction is then of no use.
 */
export async function appendTogether(
  sending: Sending,
  verbs: readonly (() => Steps<unknown>)[],
): Promise<{ values: unknown[]; said: Said }> {
  const walks = verbs.map((verb) => walkOf(verb()));
  let reached: Reached<unknown>[] = walks.map((walk) => walk.start());
  while (reached.some((each) => 'asks' in each)) {
    const sent = sendRound(sending, reached);
    const answers = sent.some((each) => each !== undefined) ? await Promise.all(sent) : sent;
    reached = reached.map((each, at) => ('asks' in each ? (walks[at]?.answer(answers[at]) ?? each) : each));
  }
  return {
    values: reached.map((each) => ('ended' in each ? each.ended.value : undefined)),
    said: {
      written: walks.flatMap(({ said }) => said.written),
      outdated: walks.flatMap(({ said }) => said.outdated),
    },
  };
}

/** Returns the answer to each verb that waits for one. */
function sendRound(
  sending: Sending,
  reached: readonly Reached<unknown>[],
): (Promise<PgAnswer> | undefined)[] {
  const groups = new Map<PgStatement, { queries: PgQuery[]; answer?: Promise<PgAnswer> }>();
  for (const each of reached) {
    if (!('asks' in each)) continue;
    const query = each.asks as PgQuery;
    const group = groups.get(query.statement);
    if (group) group.queries.push(query);
    else groups.set(query.statement, { queries: [query] });
  }
  return reached.map((each) => {
    if (!('asks' in each)) return undefined;
    const query = each.asks as PgQuery;
    const answer = sendOf(query);
    if (!query.isPut) return answer;
    sending.put(answer);
    return undefined;
  });

  function sendOf(query: PgQuery): Promise<PgAnswer> {
    const { connection } = sending;
    const group = groups.get(query.statement);
    const { together } = query.statement;
    if (!group || !together || group.queries.length === 1) return ask(connection, query);
    // Each verb inserted one row, or asked for no number.
    group.answer ??= insertTogether(connection, query.statement, together, group.queries.flatMap(rowsOf));
    return group.answer.then((answer) => ({ ...answer, count: 1 }));
  }
}

/** Sends one query by itself. */
export function ask(connection: PgConnection, query: PgQuery): Promise<PgAnswer> {
  const { statement, parameters, rows } = query;
  return rows && statement.together
    ? insertTogether(connection, statement, statement.together, rows)
    : connection.send(statement, statement.values(parameters));
}

const rowsOf = ({ parameters, rows }: PgQuery): readonly (SqlParameters | SqlRow)[] => rows ?? [parameters];

/** `unnest` takes the values of several rows by column. */
function insertTogether(
  connection: PgConnection,
  statement: PgStatement,
  together: PgStatement,
  rows: readonly (SqlParameters | SqlRow)[],
): Promise<PgAnswer> {
  const values = rows.map(statement.values);
  return connection.send(
    together,
    statement.parameters.map((_, at) => values.map((row) => row[at] ?? null)),
  );
}
