import { randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { hash, verify } from '@node-rs/argon2';

/** A person as this application has always known them. */
export interface Person {
  id: string;
  email: string;
  name: string;
  company: string;
  role: string;
}

/** The application's own table of people, with their passwords. Latchkey never sees one. */
export class People {
  readonly #db: DatabaseSync;

  constructor(path: string) {
    this.#db = new DatabaseSync(path);
    this.#db.exec(`
      CREATE TABLE IF NOT EXISTS people (
        id TEXT PRIMARY KEY, email TEXT UNIQUE COLLATE NOCASE, name TEXT, company TEXT, role TEXT, password TEXT
      ) STRICT`);
  }

  async add(person: Omit<Person, 'id'>, password: string): Promise<Person> {
    const id = randomUUID();
    this.#db
      .prepare('INSERT INTO people VALUES (:id, :email, :name, :company, :role, :password)')
      .run({ id, ...person, password: await hash(password) });
    return { id, ...person };
  }

  byId(id: string): Person | null {
    return this.#one('id = ?', id)?.person ?? null;
  }

  /** Takes as long for an address that nobody has, so that the time does not tell who has an account. */
  async bySignIn(email: string, password: string): Promise<Person | null> {
    const found = this.#one('email = ?', email);
    const stored = found?.password ?? (await NOBODY);
    return (await verify(stored, password)) && found ? found.person : null;
  }

  close(): void {
    this.#db.close();
  }

  #one(where: 'id = ?' | 'email = ?', value: string): { person: Person; password: string } | null {
    const row = this.#db.prepare(`SELECT * FROM people WHERE ${where}`).get(value);
    if (!row) return null;
    const [id, email, name, company, role] = [row.id, row.email, row.name, row.company, row.role].map(String);
    const person = {
      id: id ?? '',
      email: email ?? '',
      name: name ?? '',
      company: company ?? '',
      role: role ?? '',
    };
    return { person, password: String(row.password) };
  }
}

const NOBODY = hash(randomUUID());
