import { newChallenge } from '../signin/factors/challenge.ts';
import { requestOptions } from '../signin/factors/passkey-options.ts';
import { signInToken } from '../signin/form-token.ts';
import { hidden } from './controls.ts';
import type { Onward } from './enter.ts';
import type { Html } from './html.ts';
import type { PageApi } from './page-api.ts';
import { passkeyForm } from './passkey-form.ts';
import { BY_PASSKEY } from './sign-in-paths.ts';

/** Signing in by a passkey alone; browsers also offer it where the e-mail address is typed. */
export function signInPasskey(api: PageApi, cookie: string, { returnTo, kept }: Onward): Html {
  const challenge = newChallenge(api, { purpose: 'enter', browser: cookie });
  const label = api.words.factors.passkeys.signIn;
  const place = { does: 'offer', action: BY_PASSKEY, label, look: 'wide-plain' } as const;
  return passkeyForm(api, place, requestOptions(api, challenge), [
    hidden('form', signInToken(api, cookie)),
    hidden('return_to', returnTo),
    kept !== undefined && hidden('kept', kept),
  ]);
}
