import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import { StartError } from '../config/environment/start-error.ts';
import type { ApiConfig } from '../config/index.ts';
import { offeredMethods } from '../config/offered-methods.ts';
import { CLIENT_AUTH_METHODS, type Client, type ClientAuthMethod } from '../model/index.ts';
import { suitsKind } from '../rules/client/kind.ts';
import { KEY_METADATA, readProofMetadata } from '../rules/registration/keys.ts';

export const PROOF_OPTIONS = {
  auth: { type: 'string' },
  jwks: { type: 'string' },
  'jwks-uri': { type: 'string' },
  certificate: { type: 'string' },
  'bound-tokens': { type: 'boolean', default: false },
} as const;

export const PROOF_USAGE = `  --auth <method>   how it proves itself, such as private_key_jwt (default: client_secret_basic or _post)
  --jwks <file>     its public keys (JWK Set);  --jwks-uri <url>: where they are fetched from
  --certificate <what>=<value>
                    for tls_client_auth: subject_dn, san_dns, san_uri, san_ip or san_email, and what it has to be
  --bound-tokens    its access tokens work only with the certificate of its connection`;

interface ProofValues {
  auth?: string | undefined;
  jwks?: string | undefined;
  'jwks-uri'?: string | undefined;
  certificate?: string | undefined;
  'bound-tokens'?: boolean | undefined;
}

const members = z.object(KEY_METADATA);

/**
 * Reads how a client made at the command line authenticates, by the rules for clients that register
 * themselves.
 */
export async function readProofOptions(
  values: ProofValues,
  kind: Client['kind'],
  config: ApiConfig,
  cwd: string,
): Promise<Pick<Client, 'authMethod' | 'settings'>> {
  const method = methodOf(values.auth, kind);
  const [what, value] = split(values.certificate);
  const parsed = members.safeParse({
    ...(values.jwks === undefined ? {} : { jwks: await readJson(resolve(cwd, values.jwks)) }),
    ...(values['jwks-uri'] === undefined ? {} : { jwks_uri: values['jwks-uri'] }),
    ...(what === undefined ? {} : { [`tls_client_auth_${what}`]: value }),
    tls_client_certificate_bound_access_tokens: values['bound-tokens'] === true,
  });
  if (!parsed.success) throw new StartError(`${values.jwks ?? 'The keys'}: this is no JWK Set.`);
  const offer = {
    methods: offeredMethods({ config }),
    certificates: config.clientCertificates !== undefined,
    loopbackKeys: false,
  };
  const proof = readProofMetadata(parsed.data, method ?? 'client_secret_basic', offer);
  if (!proof.ok) throw new StartError(`This client cannot be made: ${proof.problem}`);
  return { authMethod: method, settings: proof.value };
}

function methodOf(name: string | undefined, kind: Client['kind']): ClientAuthMethod | null {
  if (name === undefined) return kind === 'public' ? 'none' : null;
  const method = CLIENT_AUTH_METHODS.find((each) => each === name);
  if (!method) throw new StartError(`--auth ${name}: use ${CLIENT_AUTH_METHODS.join(', ')}.`);
  if (!suitsKind(method, kind)) {
    throw new StartError(
      `--auth ${name} does not go with --kind ${kind}: public clients, and only they, have none.`,
    );
  }
  return method;
}

function split(text: string | undefined): [string | undefined, string | undefined] {
  if (text === undefined) return [undefined, undefined];
  const [, what, value] = /^(subject_dn|san_dns|san_uri|san_ip|san_email)=(.+)$/.exec(text) ?? [];
  if (what === undefined) throw new StartError('--certificate is such as subject_dn=CN=client,O=Bank.');
  return [what, value];
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown;
  } catch (error) {
    const { code = 'not JSON' } = error as NodeJS.ErrnoException;
    throw new StartError(`${file} cannot be read (${code}).`);
  }
}
