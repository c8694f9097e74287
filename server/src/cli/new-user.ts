import { StartError } from '../config/environment/start-error.ts';
import type { ApiConfig } from '../config/index.ts';
import { newId } from '../lib/ids.ts';
import type { User } from '../model/index.ts';
import { knownOf } from '../signin/chosen-password.ts';
import { hashPassword } from '../signin/passwords.ts';
import type { Store } from '../store/store.ts';
import { atTheTerminal } from './open-store.ts';
import { newPassword, readPassword } from './password.ts';
import type { Terminal } from './terminal.ts';

/** Options of the commands that add a user who is not there yet. */
export const NEW_USER_OPTIONS = {
  name: { type: 'string' },
  'password-stdin': { type: 'boolean' },
} as const;

export const NEW_USER_USAGE = `  --name <name>     what people call them (default: the part before the @)
  --password-stdin  read the password from standard input; without it, one is made and shown once`;

interface Given {
  name?: string | undefined;
  'password-stdin'?: boolean | undefined;
}

interface At {
  store: Store;
  config: ApiConfig;
  terminal: Terminal;
}

/**
 * Returns the user with an e-mail address. Adds them if there is none, and shows a password once unless it came from
 * standard input. Throws `StartError` for what is no address, and for a name or password of somebody who is there.
 */
export async function userNamed(email: string, given: Given, { store, config, terminal }: At): Promise<User> {
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new StartError(`${email} is no e-mail address.`);
  const { name = email.split('@')[0] ?? email } = given;
  const known = await store.userByEmail(email);
  if (known && (given.name || given['password-stdin'])) {
    throw new StartError(`${email} has an account already: leave out --name and --password-stdin.`);
  }
  if (known) return known;
  const chosen = given['password-stdin']
    ? await readPassword(terminal.input, knownOf(config, { email, name: given.name ?? '' }))
    : null;
  const password = chosen ?? newPassword();
  const user: User = {
    id: newId('usr'),
    email,
    name,
    passwordHash: await hashPassword(password),
    createdAt: Date.now(),
  };
  const audit = [atTheTerminal('user.created', { userId: user.id })];
  if ((await store.addUser(user, audit)) === 'exists') {
    throw new StartError(`Somebody added ${email} at the same moment: try again.`);
  }
  terminal.say(`Added ${email}.`);
  if (!chosen) terminal.say(`Password, shown only now: ${password}`);
  return user;
}
