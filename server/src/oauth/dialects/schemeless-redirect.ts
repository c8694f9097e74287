import { isSchemeless, withHttps } from '../../rules/request/redirect-uri.ts';
import type { Dialect, Pairs } from './dialect.ts';

/**
 * A redirect URI without a scheme, registered or sent, counts as https. The comparison afterwards is exact.
 */
export const schemelessRedirect: Dialect = {
  name: 'schemeless-redirect',
  redirectUri: absolute,
  authorizationRequest: complete,
  tokenRequest: complete,
};

function absolute(uri: string): string | null {
  return isSchemeless(uri) ? withHttps(uri) : null;
}

function complete(pairs: Pairs): Pairs | null {
  let changed = false;
  const completed = pairs.map(([name, value]): [string, string] => {
    const whole = name === 'redirect_uri' ? absolute(value) : null;
    if (whole !== null) changed = true;
    return [name, whole ?? value];
  });
  return changed ? completed : null;
}
