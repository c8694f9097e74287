/** The facts of one client that a quick start needs. */
export interface StartFacts {
  clientId: string;
  hasSecret: boolean;
  /** It gets tokens without a person (client credentials). */
  alone: boolean;
  redirectUri: string;
  scopes: readonly string[];
  authorization: string;
  token: string;
  /** The address of a call to try. */
  call: string;
  /** The header that names the connected account, of a platform. */
  accountHeader: string | null;
}

export const LANGUAGES = [
  { value: 'curl', label: 'curl' },
  { value: 'typescript', label: 'TypeScript' },
  { value: 'python', label: 'Python' },
  { value: 'go', label: 'Go' },
] as const;

export type StartLanguage = (typeof LANGUAGES)[number]['value'];

/** Returns a first program for a client. Secrets are read from the environment, so none is pasted into code. */
export function startIn(language: StartLanguage, facts: StartFacts): string {
  return TEXTS[language][facts.alone ? 'alone' : 'asking'](facts);
}

type Text = (facts: StartFacts) => string;

const TEXTS: Record<StartLanguage, { alone: Text; asking: Text }> = {
  curl: {
    alone: ({ clientId, scopes, token, call }) => `curl ${token} \\
  -u "${clientId}:$CLIENT_SECRET" \\
  -d grant_type=client_credentials \\
  -d scope='${scopes.join(' ')}'

curl ${call} \\
  -H "Authorization: Bearer $ACCESS_TOKEN"`,
    asking: (facts) => `# 1. Open the printed address in a browser, and allow.
VERIFIER=$(openssl rand -hex 32)
CHALLENGE=$(printf %s "$VERIFIER" | openssl dgst -sha256 -binary | openssl base64 -A | tr '+/' '-_' | tr -d =)
echo "${addressOf(facts, '$CHALLENGE')}"

# 2. The browser comes back with a code.
curl ${facts.token} \\
${facts.hasSecret ? `  -u "${facts.clientId}:$CLIENT_SECRET" \\\n` : `  -d client_id='${facts.clientId}' \\\n`}  -d grant_type=authorization_code \\
  -d code="$CODE" \\
  -d redirect_uri='${facts.redirectUri}' \\
  -d code_verifier="$VERIFIER"

# 3. Call the API.
curl ${facts.call} \\${facts.accountHeader ? `\n  -H "${facts.accountHeader}: $ACCOUNT" \\` : ''}
  -H "Authorization: Bearer $ACCESS_TOKEN"`,
  },
  typescript: {
    alone: ({ clientId, scopes, token, call }) => `const issued = await fetch('${token}', {
  method: 'POST',
  headers: { authorization: \`Basic \${btoa(\`${clientId}:\${process.env.CLIENT_SECRET}\`)}\` },
  body: new URLSearchParams({ grant_type: 'client_credentials', scope: '${scopes.join(' ')}' }),
});
const { access_token } = await issued.json();

const answer = await fetch('${call}', { headers: { authorization: \`Bearer \${access_token}\` } });
console.log(answer.status, await answer.text());`,
    asking: (facts) => `const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
const digest = async (text: string) => new Uint8Array(await crypto.subtle.digest('SHA-256', Buffer.from(text)));

// 1. Keep the verifier and the state in the session, and send the browser to the address.
const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
const state = base64url(crypto.getRandomValues(new Uint8Array(16)));
const address = new URL('${facts.authorization}');
address.search = String(new URLSearchParams({
  response_type: 'code',
  client_id: '${facts.clientId}',
  redirect_uri: '${facts.redirectUri}',
  scope: '${facts.scopes.join(' ')}',
  state,
  code_challenge: base64url(await digest(verifier)),
  code_challenge_method: 'S256',
}));

// 2. The browser comes back with \`code\` and the same \`state\`.
async function exchange(code: string) {
  const answer = await fetch('${facts.token}', {
    method: 'POST',
${facts.hasSecret ? `    headers: { authorization: \`Basic \${btoa(\`${facts.clientId}:\${process.env.CLIENT_SECRET}\`)}\` },\n` : ''}    body: new URLSearchParams({
      grant_type: 'authorization_code',
${facts.hasSecret ? '' : `      client_id: '${facts.clientId}',\n`}      code,
      redirect_uri: '${facts.redirectUri}',
      code_verifier: verifier,
    }),
  });
  return answer.json();
}

// 3. Call the API.
const call = (accessToken: string${facts.accountHeader ? ', account: string' : ''}) =>
  fetch('${facts.call}', { headers: { authorization: \`Bearer \${accessToken}\`${facts.accountHeader ? `, '${facts.accountHeader}': account` : ''} } });`,
  },
  python: {
    alone: ({ clientId, scopes, token, call }) => `# pip install authlib requests
import os
from authlib.integrations.requests_client import OAuth2Session

session = OAuth2Session("${clientId}", os.environ["CLIENT_SECRET"], scope="${scopes.join(' ')}")
session.fetch_token("${token}", grant_type="client_credentials")
print(session.get("${call}").text)`,
    asking: (facts) => `# pip install authlib requests
import os
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session

session = OAuth2Session(
    "${facts.clientId}",
${facts.hasSecret ? '    os.environ["CLIENT_SECRET"],\n' : '    token_endpoint_auth_method="none",\n'}    scope="${facts.scopes.join(' ')}",
    redirect_uri="${facts.redirectUri}",
    code_challenge_method="S256",
)

# 1. Keep the verifier and the state in the session, and send the browser to the address.
verifier = generate_token(48)
address, state = session.create_authorization_url("${facts.authorization}", code_verifier=verifier)
print(address)

# 2. The browser comes back.
session.fetch_token(
    "${facts.token}",
    authorization_response=input("The address it came back to: "),
    state=state,
    code_verifier=verifier,
)

# 3. Call the API.
print(session.get("${facts.call}"${facts.accountHeader ? `, headers={"${facts.accountHeader}": os.environ["ACCOUNT"]}` : ''}).text)`,
  },
  go: {
    alone: ({ clientId, scopes, token, call }) => `// go get golang.org/x/oauth2
package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"golang.org/x/oauth2/clientcredentials"
)

func main() {
	config := clientcredentials.Config{
		ClientID:     "${clientId}",
		ClientSecret: os.Getenv("CLIENT_SECRET"),
		TokenURL:     "${token}",
		Scopes:       []string{${quoted(scopes)}},
	}
	answer, err := config.Client(context.Background()).Get("${call}")
	if err != nil {
		panic(err)
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(answer.Body)
	fmt.Println(answer.Status, string(body))
}`,
    asking: (facts) => `// go get golang.org/x/oauth2
package main

import (
	"context"
	"fmt"
	"os"

	"golang.org/x/oauth2"
)

func main() {
	config := oauth2.Config{
		ClientID:     "${facts.clientId}",
${facts.hasSecret ? '		ClientSecret: os.Getenv("CLIENT_SECRET"),\n' : ''}		Endpoint: oauth2.Endpoint{
			AuthURL:  "${facts.authorization}",
			TokenURL: "${facts.token}",
		},
		RedirectURL: "${facts.redirectUri}",
		Scopes:      []string{${quoted(facts.scopes)}},
	}

	// 1. Keep the verifier and the state in the session, and send the browser to the address.
	verifier, state := oauth2.GenerateVerifier(), oauth2.GenerateVerifier()
	fmt.Println(config.AuthCodeURL(state, oauth2.S256ChallengeOption(verifier)))

	// 2. The browser comes back with a code and the same state.
	var code string
	fmt.Scanln(&code)
	token, err := config.Exchange(context.Background(), code, oauth2.VerifierOption(verifier))
	if err != nil {
		panic(err)
	}

	// 3. Call the API.
	answer, err := config.Client(context.Background(), token).Get("${facts.call}")
	fmt.Println(answer, err)
}`,
  },
};

/** The address of the consent page, with a shell variable in place of the challenge. */
function addressOf({ authorization, clientId, redirectUri, scopes }: StartFacts, challenge: string): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: scopes.join(' '),
    code_challenge_method: 'S256',
  });
  return `${authorization}?${query}&state=$(openssl rand -hex 16)&code_challenge=${challenge}`;
}

function quoted(texts: readonly string[]): string {
  return texts.map((text) => `"${text}"`).join(', ');
}
