import { StartError } from '../config/environment/start-error.ts';
import type { User } from '../model/index.ts';
import type { Store } from '../store/store.ts';

/** Returns the user with an e-mail address. Throws `StartError` with `help` if there is none. */
export async function personOf(email: string, store: Store, help = 'latchkey user list'): Promise<User> {
  const user = await store.userByEmail(email);
  if (user) return user;
  throw new StartError(`There is no user with the address ${email} (${help}).`);
}

/** Requires `--yes` for an irreversible deletion. `what` names the things that would be deleted. */
export function confirmed(yes: boolean | undefined, what: string): void {
  if (!yes) throw new StartError(`${what} This cannot be undone: say --yes to do it.`);
}
