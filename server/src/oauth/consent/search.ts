import type { Api } from '../../api.ts';
import type { Inbound } from '../../http/inbound.ts';
import { decodeFormText } from '../../http/params.ts';
import { sameSecret } from '../../lib/compare.ts';
import { PostedForm } from '../../pages/posted-form.ts';
import { formsOf, seal } from '../../signin/form-token.ts';
import { ENTERED, ownTarget } from '../../signin/own-notes.ts';
import type { SignedIn } from '../../signin/session.ts';

/** The fields of the consent page that a search keeps. */
const KEPT_FIELDS = ['tenant', 'shown', 'scope', 'resource', 'expiry', 'find'];
/** Proxies and browsers take addresses of this length. A longer form is answered where it was posted. */
const LONGEST = 4_000;

/**
 * Returns the address that shows the page with a search and what was entered until then, so that it can be
 * reloaded and come back to. It is sealed for the session: a link of somebody else must not tick anything.
 *
 * @returns `null` if the form is no search, or too long for an address
 */
export function searchAddress(
  api: Api,
  request: Inbound,
  visitor: SignedIn,
  form: PostedForm,
): string | null {
  if (form.get('show') !== 'find') return null;
  const fields = KEPT_FIELDS.flatMap((name) =>
    form.all(name).map((value): [string, string] => [name, value]),
  );
  const text = new URLSearchParams(fields).toString();
  const note = `${ENTERED}=${sealed(api, visitor, text)}.${encodeURIComponent(text)}`;
  return note.length > LONGEST ? null : `${ownTarget(request, [ENTERED])}&${note}`;
}

/** Returns what was entered before a search, from the address that shows it; `null` if it shows none. */
export function enteredInSearch(api: Api, { query }: Inbound, visitor: SignedIn): PostedForm | null {
  const note = query.split('&').find((part) => part.startsWith(`${ENTERED}=`));
  const [mac = '', encoded = ''] = note?.slice(ENTERED.length + 1).split(/\.(.*)/s) ?? [];
  const text = decodeFormText(encoded);
  if (text === null || !sameSecret(mac, sealed(api, visitor, text))) return null;
  return PostedForm.kept(text);
}

function sealed(api: Api, { session }: SignedIn, text: string): string {
  return seal(api, 'consent search', [formsOf(session), text]);
}
