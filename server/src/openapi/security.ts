import type { ApiConfig } from '../config/index.ts';
import { didYouMean } from '../lib/nearest.ts';
import type { Operation } from '../model/index.ts';
import type { Complain, Place } from './document.ts';
import type { Documents } from './references.ts';
import {
  alternativeKind,
  type Checker,
  checkerOf,
  describeScheme,
  FLOW_ENDPOINTS,
  type WrittenScheme,
} from './security-schemes.ts';

export const NO_SECURITY_REMEDY = 'name the scopes it needs, or write security: [] if anybody may call it';
export const NO_SECURITY = `no security; ${NO_SECURITY_REMEDY}`;

/** A security scheme of the document: who checks it, and its description. */
export interface Scheme {
  checker: Checker;
  kind: string;
}

/** The security alternatives of an operation, and the left-out ones by the names of their schemes. */
export type Alternatives = Pick<Operation, 'public' | 'optional' | 'scopes' | 'leftOut'>;

/**
 * Reads `components.securitySchemes`. Reports schemes without a type, and names that occur only in the
 * configuration.
 */
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
      endpoints: (end.value.at('flows')?.entries() ?? []).flatMap(([, flow]) =>
        FLOW_ENDPOINTS.flatMap((key) => flow.at(key)?.text() ?? []),
      ),
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
 * Reads the alternatives of `security` (specification 3.1, "Security Requirement Object"): one entry of the
 * list is enough, and within an entry all schemes are needed. Leaves out an alternative without a scheme that
 * Latchkey checks, since it would let any caller in.
 */
export function readSecurity(
  security: Place | null,
  operation: Place,
  { schemes, config }: { schemes: ReadonlyMap<string, Scheme>; config: ApiConfig },
  complain: Complain,
): Alternatives {
  const scopes: string[][] = [];
  const leftOut: string[][] = [];
  if (!security) {
    complain(operation, NO_SECURITY);
    return { public: false, scopes };
  }
  const alternatives = security.items();
  if (!alternatives) {
    complain(security, 'security has to be a list of requirements');
    return { public: false, scopes };
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
    const kind = alternativeKind(named.map(({ scheme }) => scheme?.checker ?? 'token'));
    if (kind === 'open') open = true;
    if (kind === 'left_out') leftOut.push(named.map(({ name, scheme }) => `${name} (${scheme?.kind})`));
    if (kind === 'unchecked') {
      for (const { name, scopes, scheme } of named) {
        if (scheme?.checker !== 'nobody') continue;
        complain(
          scopes,
          `${name} (${scheme.kind}) is needed beside a token, and Latchkey does not check it; say in securitySchemes of the configuration who does`,
        );
      }
    }
    if (kind !== 'by_token') continue;
    scopes.push(
      named.flatMap(({ name, scopes: listed, scheme }) =>
        scheme?.checker === 'api' ? [] : readScopes(name, listed, config, complain),
      ),
    );
  }
  const accepted = { public: false, scopes, ...(leftOut.length > 0 ? { leftOut } : {}) };
  if (!open) return accepted;
  return scopes.length === 0 ? { ...accepted, public: true } : { ...accepted, optional: true };
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
