import type { ApiConfig } from '../config/index.ts';
import { didYouMean } from '../lib/nearest.ts';
import type { Operation } from '../model/index.ts';
import type { Complain, Place } from './document.ts';
import type { Documents } from './references.ts';
import { type Checker, checkerOf, describeScheme, type WrittenScheme, wayInBy } from './security-schemes.ts';

export const NO_SECURITY_REMEDY = 'name the scopes it needs, or write security: [] if anybody may call it';
export const NO_SECURITY = `no security; ${NO_SECURITY_REMEDY}`;

/** A security scheme of the document: who checks it, and what it is in words. */
export interface Scheme {
  checker: Checker;
  kind: string;
}

/** Who may come in, and which alternatives of the document are no way in, by the names of their schemes. */
export type Ways = Pick<Operation, 'public' | 'optional' | 'scopes' | 'leftOut'>;

/** Reads `components.securitySchemes`. Complains of schemes without a type, and of names that only the configuration has. */
export function readSchemes(
  documents: Documents,
  written: Place | null,
  config: ApiConfig,
  complain: Complain,
): Map<string, Scheme> {
  const schemes = new Map<string, Scheme>();
  for (const [name, place] of written?.entries() ?? []) {
    const end = documents.follow(place);
    if (!end.ok) continue;
    const text = (key: string) => end.value.at(key)?.text() ?? null;
    const scheme: WrittenScheme = {
      type: text('type'),
      scheme: text('scheme'),
      openIdConnectUrl: text('openIdConnectUrl'),
    };
    if (scheme.type === null) complain(place, `security scheme ${name} needs a type`);
    schemes.set(name, { checker: checkerOf(name, scheme, config), kind: describeScheme(scheme) });
  }
  for (const name of Object.keys(config.securitySchemes)) {
    if (!schemes.has(name)) {
      complain(
        written ?? documents.root,
        `the configuration has ${name} under securitySchemes, which is not declared under components.securitySchemes`,
      );
    }
  }
  return schemes;
}

/**
 * Reads the alternatives of `security` (specification 3.1, "Security Requirement Object"): of a list one is enough, of
 * one alternative everything is needed. One that Latchkey checks nothing of is left out, since by it anybody would
 * come in.
 */
export function readSecurity(
  security: Place | null,
  operation: Place,
  { schemes, config }: { schemes: ReadonlyMap<string, Scheme>; config: ApiConfig },
  complain: Complain,
): Ways {
  const ways: Ways = { public: false, scopes: [] };
  const leftOut: string[][] = [];
  if (!security) {
    complain(operation, NO_SECURITY);
    return ways;
  }
  const alternatives = security.items();
  if (!alternatives) {
    complain(security, 'security has to be a list of requirements');
    return ways;
  }
  let open = alternatives.length === 0;
  for (const alternative of alternatives) {
    const entries = alternative.entries();
    if (!entries) {
      complain(alternative, 'a requirement has to name schemes, each with a list of scopes');
      continue;
    }
    const named = entries.map(([name, scopes]) => ({ name, scopes, scheme: schemes.get(name) }));
    for (const { name, scopes, scheme } of named) {
      if (!scheme) {
        complain(scopes, `security scheme ${name} is not declared under components.securitySchemes`);
      }
    }
    const way = wayInBy(named.map(({ scheme }) => scheme?.checker ?? 'token'));
    if (way === 'open') open = true;
    if (way === 'left_out') leftOut.push(named.map(({ name, scheme }) => `${name} (${scheme?.kind})`));
    if (way === 'unchecked') {
      for (const { name, scopes, scheme } of named) {
        if (scheme?.checker !== 'nobody') continue;
        complain(
          scopes,
          `${name} (${scheme.kind}) is needed beside a token, and Latchkey does not check it; say in securitySchemes of the configuration who does`,
        );
      }
    }
    if (way !== 'by_token') continue;
    ways.scopes.push(
      named.flatMap(({ name, scopes, scheme }) =>
        scheme?.checker === 'api' ? [] : readScopes(name, scopes, config, complain),
      ),
    );
  }
  if (leftOut.length > 0) ways.leftOut = leftOut;
  if (!open) return ways;
  return ways.scopes.length === 0 ? { ...ways, public: true } : { ...ways, optional: true };
}

function readScopes(scheme: string, scopes: Place, config: ApiConfig, complain: Complain): string[] {
  const items = scopes.items();
  if (!items) complain(scopes, `${scheme} has to be a list of scopes`);
  return (items ?? []).flatMap((item) => {
    const scope = item.text();
    if (scope !== null && Object.hasOwn(config.scopes, scope)) return [scope];
    const meant = scope === null ? '' : didYouMean(scope, Object.keys(config.scopes));
    complain(item, `scope ${scope ?? '(not a text)'} is not declared in the configuration${meant}`);
    return [];
  });
}
