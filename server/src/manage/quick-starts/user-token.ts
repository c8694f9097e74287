import { type Facts, literal, type SnippetLanguage, shell, TAKE_TOKEN } from './snippet.ts';

/** The link that a person opens, with PKCE (RFC 7636); `challenge` is put in by the program. */
function link({ authorization, clientId, redirectUri, scope }: Facts): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope,
    code_challenge_method: 'S256',
  });
  return `${authorization}?${query}&code_challenge=`;
}

/**
 * An authorization code: run without CODE, the program prints a link for a browser and the verifier; run again with both, it
 * exchanges the code for tokens, and makes a first call with them.
 */
export const USER_TOKEN: Record<SnippetLanguage, (facts: Facts) => string> = {
  curl: (facts) => `#!/bin/sh
# 1. Run it, open the link, allow it, and take the code from the address that you come back to.
# 2. Run it again: CODE=… VERIFIER=…${facts.hasSecret ? ' CLIENT_SECRET=…' : ''} sh quick-start.sh
if [ -z "$CODE" ]; then
  VERIFIER=$(openssl rand -hex 32)
  CHALLENGE=$(printf %s "$VERIFIER" | openssl dgst -sha256 -binary | openssl base64 -A | tr '+/' '-_' | tr -d =)
  echo ${shell(link(facts))}"$CHALLENGE"
  echo "VERIFIER=$VERIFIER"
  exit
fi
TOKENS=$(curl --silent --show-error --fail-with-body ${shell(facts.token)} \\
  ${facts.hasSecret ? `--user ${shell(facts.clientId)}:"$CLIENT_SECRET"` : `--data-urlencode ${shell(`client_id=${facts.clientId}`)}`} \\
  --data grant_type=authorization_code \\
  --data-urlencode ${shell(`redirect_uri=${facts.redirectUri}`)} \\
  --data-urlencode "code=$CODE" \\
  --data-urlencode "code_verifier=$VERIFIER") || { echo "$TOKENS"; exit 1; }
${facts.userCall === null ? 'echo "$TOKENS"' : `${TAKE_TOKEN}\ncurl --silent --show-error --include ${shell(facts.userCall)} --header "Authorization: Bearer $TOKEN"`}
`,

  typescript: (
    facts,
  ) => `// 1. node quick-start.ts: open the link, allow it, and take the code from the address that you come back to.
// 2. CODE=… VERIFIER=…${facts.hasSecret ? ' CLIENT_SECRET=…' : ''} node quick-start.ts
import { createHash, randomBytes } from 'node:crypto';

const { CODE: code, VERIFIER: verifier = randomBytes(32).toString('hex') } = process.env;
if (code === undefined) {
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  console.log(${literal(link(facts))} + challenge);
  console.log('VERIFIER=' + verifier);
} else {
  const answer = await fetch(${literal(facts.token)}, {
    method: 'POST',
${facts.hasSecret ? `    headers: { authorization: 'Basic ' + btoa(${literal(facts.clientId)} + ':' + process.env.CLIENT_SECRET) },\n` : ''}    body: new URLSearchParams({
      grant_type: 'authorization_code',
${facts.hasSecret ? '' : `      client_id: ${literal(facts.clientId)},\n`}      redirect_uri: ${literal(facts.redirectUri)},
      code,
      code_verifier: verifier,
    }),
  });
  const tokens = await answer.json();
  console.log(answer.status, tokens);
${
  facts.userCall === null
    ? ''
    : `  if (answer.ok) {
    const called = await fetch(${literal(facts.userCall)}, { headers: { authorization: 'Bearer ' + tokens.access_token } });
    console.log(called.status, await called.text());
  }
`
}}
`,

  python: (
    facts,
  ) => `# 1. python quick-start.py: open the link, allow it, and take the code from the address that you come back to.
# 2. CODE=… VERIFIER=…${facts.hasSecret ? ' CLIENT_SECRET=…' : ''} python quick-start.py  (pip install requests)
import base64
import hashlib
import os
import secrets

verifier = os.environ.get("VERIFIER", secrets.token_hex(32))
if "CODE" not in os.environ:
    digest = hashlib.sha256(verifier.encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    print(${literal(link(facts))} + challenge)
    print("VERIFIER=" + verifier)
else:
    import requests

    answer = requests.post(
        ${literal(facts.token)},
${facts.hasSecret ? `        auth=(${literal(facts.clientId)}, os.environ["CLIENT_SECRET"]),\n` : ''}        data={
            "grant_type": "authorization_code",
${facts.hasSecret ? '' : `            "client_id": ${literal(facts.clientId)},\n`}            "redirect_uri": ${literal(facts.redirectUri)},
            "code": os.environ["CODE"],
            "code_verifier": verifier,
        },
    )
    tokens = answer.json()
    print(answer.status_code, tokens)
${
  facts.userCall === null
    ? ''
    : `    if answer.ok:
        called = requests.get(${literal(facts.userCall)}, headers={"Authorization": "Bearer " + tokens["access_token"]})
        print(called.status_code, called.text)
`
}`,

  go: (
    facts,
  ) => `// 1. go run quick-start.go: open the link, allow it, and take the code from the address that you come back to.
// 2. CODE=… VERIFIER=…${facts.hasSecret ? ' CLIENT_SECRET=…' : ''} go run quick-start.go  (go mod init quick-start; go get golang.org/x/oauth2)
package main

import (
	"context"
	"fmt"
${facts.userCall === null ? '' : '	"io"\n'}	"log"
	"os"
	"strings"

	"golang.org/x/oauth2"
)

func main() {
	config := oauth2.Config{
		ClientID:     ${literal(facts.clientId)},
${facts.hasSecret ? '		ClientSecret: os.Getenv("CLIENT_SECRET"),\n' : ''}		RedirectURL:  ${literal(facts.redirectUri)},
		Scopes:       strings.Fields(${literal(facts.scope)}),
		Endpoint: oauth2.Endpoint{
			AuthURL:   ${literal(facts.authorization)},
			TokenURL:  ${literal(facts.token)},
			AuthStyle: oauth2.AuthStyle${facts.hasSecret ? 'InHeader' : 'InParams'},
		},
	}
	code := os.Getenv("CODE")
	if code == "" {
		verifier := oauth2.GenerateVerifier()
		fmt.Println(config.AuthCodeURL("", oauth2.S256ChallengeOption(verifier)))
		fmt.Println("VERIFIER=" + verifier)
		return
	}
	token, err := config.Exchange(context.Background(), code, oauth2.VerifierOption(os.Getenv("VERIFIER")))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("access_token", token.AccessToken)
${
  facts.userCall === null
    ? ''
    : `	answer, err := config.Client(context.Background(), token).Get(${literal(facts.userCall)})
	if err != nil {
		log.Fatal(err)
	}
	body, _ := io.ReadAll(answer.Body)
	fmt.Println(answer.Status, string(body))
`
}}
`,
};
