import { type Fault, invalidBody, invalidQuery } from './problem.ts';
import { allFields, type Resource, type Value } from './resources.ts';
import { DEFAULT_SORT } from './schemas.ts';

/** A search that passed its schema. */
export interface Search {
  filter?: Record<string, Value | Condition>;
  sort?: string;
  limit?: number;
  cursor?: string;
}

type Condition = Record<string, Value | Value[]>;

/** A piece of SQL and its parameters. Names in it come from the field table only. */
export interface Sql {
  text: string;
  values: (string | number | null)[];
}

const COMPARISONS: Record<string, string> = {
  eq: 'IS',
  ne: 'IS NOT',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
};

/** Returns the conditions of a filter; all of them must hold. */
export function whereOf(resource: Resource, filter: NonNullable<Search['filter']>): Sql[] {
  const fields = allFields(resource);
  return Object.entries(filter).flatMap(([name, given]) => {
    const field = fields[name];
    if (!field) throw invalidBody([{ pointer: `#/filter/${name}`, detail: 'is no field of this resource' }]);
    const condition: Condition = typeof given === 'object' && given !== null ? given : { eq: given };
    return Object.entries(condition).map(([operator, operand]): Sql => {
      if (Array.isArray(operand)) {
        const values = operand.map((value) => stored(value, field.type));
        return { text: `${name} IN (${values.map(() => '?').join(', ')})`, values };
      }
      if (operator === 'exists') {
        return { text: `${name} IS ${operand ? 'NOT NULL' : 'NULL'}`, values: [] };
      }
      if (operator === 'contains') {
        return { text: `instr(lower(${name}), lower(?)) > 0`, values: [stored(operand, field.type)] };
      }
      return { text: `${name} ${COMPARISONS[operator]} ?`, values: [stored(operand, field.type)] };
    });
  });
}

/**
 * Returns a JSON value as the database stores it: booleans as 0 and 1, times in UTC so that they sort as
 * text.
 */
export function stored(value: Value | undefined, type: string): string | number | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (type === 'time' && typeof value === 'string') return new Date(value).toISOString();
  return value;
}

/** The field and direction of the order; records with equal values are in the order of creation. */
export interface Order {
  field: string;
  descending: boolean;
}

export function orderOf(sort: string = DEFAULT_SORT): Order {
  return sort.startsWith('-')
    ? { field: sort.slice(1), descending: true }
    : { field: sort, descending: false };
}

export function orderBy({ field, descending }: Order): string {
  const direction = descending ? 'DESC' : 'ASC';
  return `${field} IS NULL, ${field} ${direction}, seq ${direction}`;
}

/** The last record of a page, after which the next page begins. */
export interface Position {
  value: string | number | null;
  seq: number;
}

/**
 * Selects the records after `position` in the order; records without a value come last in both directions.
 */
export function after({ field, descending }: Order, { value, seq }: Position): Sql {
  const beyond = descending ? '<' : '>';
  if (value === null) return { text: `(${field} IS NULL AND seq ${beyond} ?)`, values: [seq] };
  return {
    text: `(${field} IS NULL OR ${field} ${beyond} ? OR (${field} = ? AND seq ${beyond} ?))`,
    values: [value, value, seq],
  };
}

/** Encodes a position and its order. A cursor grants no access: the business comes from the token. */
export function writeCursor(order: Order, position: Position): string {
  const name = `${order.descending ? '-' : ''}${order.field}`;
  return Buffer.from(JSON.stringify([name, position.value, position.seq])).toString('base64url');
}

/** Throws a `Problem` unless this API made the cursor for the same order. */
export function readCursor(cursor: string, order: Order, sentIn: 'query' | 'body'): Position {
  const refuse = (detail: string) => {
    const fault: Fault =
      sentIn === 'query' ? { parameter: 'cursor', detail } : { pointer: '#/cursor', detail };
    return sentIn === 'query' ? invalidQuery([fault]) : invalidBody([fault]);
  };
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    parts = null;
  }
  if (!Array.isArray(parts) || parts.length !== 3) {
    throw refuse('is no cursor of this API; send next_cursor as it was received');
  }
  const [name, value, seq]: unknown[] = parts;
  if (name !== `${order.descending ? '-' : ''}${order.field}`) {
    throw refuse('belongs to a list in another order; keep the sort, or begin without a cursor');
  }
  const simple = value === null || typeof value === 'string' || typeof value === 'number';
  if (!simple || typeof seq !== 'number' || !Number.isSafeInteger(seq)) {
    throw refuse('is no cursor of this API; send next_cursor as it was received');
  }
  return { value, seq };
}
