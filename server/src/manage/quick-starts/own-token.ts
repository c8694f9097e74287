import { type Facts, literal, type SnippetLanguage, shell, TAKE_TOKEN } from './snippet.ts';

/** Client credentials: the client gets a token for itself. The secret comes from the environment, never from the text. */
export const OWN_TOKEN: Record<SnippetLanguage, (facts: Facts) => string> = {
  curl: ({ clientId, token, scope, call }) => `# The secret: export CLIENT_SECRET=…
TOKENS=$(curl --silent --show-error --fail-with-body ${shell(token)} \\
  --user ${shell(clientId)}:"$CLIENT_SECRET" \\
  --data grant_type=client_credentials \\
  --data-urlencode ${shell(`scope=${scope}`)})
${TAKE_TOKEN}
${call === null ? '' : `curl --silent --show-error --include ${shell(call)} --header "Authorization: Bearer $TOKEN"\n`}`,

  typescript: ({ clientId, token, scope, call }) => `// node quick-start.ts, with the secret in CLIENT_SECRET
const answer = await fetch(${literal(token)}, {
  method: 'POST',
  headers: { authorization: 'Basic ' + btoa(${literal(clientId)} + ':' + process.env.CLIENT_SECRET) },
  body: new URLSearchParams({ grant_type: 'client_credentials', scope: ${literal(scope)} }),
});
const { access_token: token, error_description: problem } = await answer.json();
if (!answer.ok) throw new Error(problem);
${call === null ? "console.log('access_token', token);" : `const called = await fetch(${literal(call)}, { headers: { authorization: \`Bearer \${token}\` } });\nconsole.log(called.status, await called.text());`}
`,

  python: ({ clientId, token, scope, call }) => `# pip install requests; the secret is in CLIENT_SECRET
import os
import requests

answer = requests.post(
    ${literal(token)},
    auth=(${literal(clientId)}, os.environ["CLIENT_SECRET"]),
    data={"grant_type": "client_credentials", "scope": ${literal(scope)}},
)
answer.raise_for_status()
token = answer.json()["access_token"]
${call === null ? 'print("access_token", token)' : `called = requests.get(${literal(call)}, headers={"Authorization": "Bearer " + token})\nprint(called.status_code, called.text)`}
`,

  go: ({
    clientId,
    token,
    scope,
    call,
  }) => `// go mod init quick-start; go get golang.org/x/oauth2; the secret is in CLIENT_SECRET
package main

import (
	"context"
	"fmt"
${call === null ? '' : '	"io"\n'}	"log"
	"os"
	"strings"

	"golang.org/x/oauth2/clientcredentials"
)

func main() {
	config := clientcredentials.Config{
		ClientID:     ${literal(clientId)},
		ClientSecret: os.Getenv("CLIENT_SECRET"),
		TokenURL:     ${literal(token)},
		Scopes:       strings.Fields(${literal(scope)}),
	}
${
  call === null
    ? `	token, err := config.Token(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("access_token", token.AccessToken)`
    : `	answer, err := config.Client(context.Background()).Get(${literal(call)})
	if err != nil {
		log.Fatal(err)
	}
	body, _ := io.ReadAll(answer.Body)
	fmt.Println(answer.Status, string(body))`
}
}
`,
};
