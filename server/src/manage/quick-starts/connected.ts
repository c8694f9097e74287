import type { OwnConnection } from '../api/parts.ts';
import { type Facts, shell, TAKE_TOKEN } from './snippet.ts';

/** A connection that was made for its developer, and the header that names the connected account in calls. */
interface Made {
  connection: Pick<OwnConnection, 'code' | 'codeVerifier' | 'connectedAccount'>;
  accountHeader: string | undefined;
}

/** Returns a program for a shell that exchanges the code for tokens, and makes a first call with them. */
export function connectedProgram(facts: Facts, { connection, accountHeader }: Made): string {
  const { code, codeVerifier, connectedAccount } = connection;
  const account =
    connectedAccount !== null && accountHeader !== undefined
      ? ` \\\n  --header ${shell(`${accountHeader}: ${connectedAccount}`)}`
      : '';
  const call =
    facts.call === null
      ? ''
      : `curl --silent --show-error --include ${shell(facts.call)} \\
  --header "Authorization: Bearer $TOKEN"${account}
`;
  return `${facts.hasSecret ? 'CLIENT_SECRET=…\n' : ''}TOKENS=$(curl --silent --show-error --fail-with-body ${shell(facts.token)} \\
  ${facts.hasSecret ? `--user ${shell(facts.clientId)}:"$CLIENT_SECRET"` : `--data-urlencode ${shell(`client_id=${facts.clientId}`)}`} \\
  --data grant_type=authorization_code \\
  --data-urlencode ${shell(`redirect_uri=${facts.redirectUri}`)} \\
  --data-urlencode ${shell(`code=${code}`)} \\
  --data-urlencode ${shell(`code_verifier=${codeVerifier}`)})
${TAKE_TOKEN}
${call}`;
}
