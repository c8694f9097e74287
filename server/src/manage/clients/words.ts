import type { Client } from '../../model/index.ts';

/** The words of a client about itself, beside its name. `null`: none; an absent one stays as it is. */
export interface ClientWords {
  logoUri?: string | null | undefined;
  clientUri?: string | null | undefined;
  policyUri?: string | null | undefined;
  tosUri?: string | null | undefined;
  /** The reason for a scope, by scope. */
  scopeReasons?: Readonly<Record<string, string>> | undefined;
}

/** Returns the client with these words of its owner. A reason leaves with its scope. */
export function withWords(client: Client, words: ClientWords): Client {
  const { logoUri = client.logoUri, clientUri = client.clientUri } = words;
  const {
    policyUri: policyBefore,
    tosUri: tosBefore,
    scopeReasons: reasonsBefore = {},
    ...others
  } = client.settings;
  const { policyUri = policyBefore, tosUri = tosBefore, scopeReasons = reasonsBefore } = words;
  const reasons = Object.entries(scopeReasons).filter(
    ([scope, reason]) => reason !== '' && client.scopes.includes(scope),
  );
  return {
    ...client,
    logoUri,
    clientUri,
    settings: {
      ...others,
      ...(policyUri == null ? {} : { policyUri }),
      ...(tosUri == null ? {} : { tosUri }),
      ...(reasons.length === 0 ? {} : { scopeReasons: Object.fromEntries(reasons) }),
    },
  };
}
