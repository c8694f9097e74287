/** The facts that each quick start is made from. Nothing of them is secret. */
export interface Facts {
  clientId: string;
  /** Whether the client proves itself by a secret; otherwise by PKCE alone. */
  hasSecret: boolean;
  token: string;
  authorization: string;
  redirectUri: string;
  scope: string;
  /** A first call to the API, or `null` where the document has none without parameters. */
  call: string | null;
  /** The same with the token of a person; `null` also where such a call has to name a connected account. */
  userCall: string | null;
}

export const LANGUAGES = ['curl', 'typescript', 'python', 'go'] as const;
export type SnippetLanguage = (typeof LANGUAGES)[number];

/** `own`: the client gets a token for itself. `user`: somebody allows it, and comes back with a code. */
export type Flow = 'own' | 'user';

/**
 * Returns a comment about the names of a server on the developer's own machine, or nothing. Browsers and curl find
 * `*.localhost` by themselves (RFC 6761 section 6.3); on Linux, programs do not.
 */
export function namesHere(language: SnippetLanguage, { token, call }: Facts): string {
  if (language === 'curl') return '';
  const comment = language === 'python' ? '#' : '//';
  const hosts = [token, call ?? token].map((url) => new URL(url).hostname);
  const local = [...new Set(hosts)].filter((host) => host.endsWith('.localhost'));
  return local.length === 0
    ? ''
    : `${comment} On Linux, /etc/hosts needs a line: 127.0.0.1 ${local.join(' ')}\n`;
}

/** In single quotes of a shell. */
export function shell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A literal of TypeScript, Python and Go alike: JSON escapes what all three do. */
export function literal(text: string): string {
  return JSON.stringify(text);
}

/** Lines of a shell that print an answer of the token endpoint, kept in TOKENS, and take its access token. */
export const TAKE_TOKEN = `echo "$TOKENS"
TOKEN=$(printf %s "$TOKENS" | tr -d '\\n' | sed 's/.*"access_token" *: *"\\([^"]*\\)".*/\\1/')`;
