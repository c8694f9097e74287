import { apiOf, listen, pagesOf } from './app.ts';
import { Latchkey } from './latchkey.ts';
import { People } from './people.ts';

const {
  LATCHKEY_URL: url = 'http://127.0.0.1:4000/.latchkey/fern',
  LATCHKEY_MANAGEMENT: management = 'http://accounts.fern.localhost:4000/manage',
  LATCHKEY_GUARD_KEY: key,
  LATCHKEY_MANAGEMENT_TOKEN: token,
  PEOPLE: path = 'people.db',
  PORT: port = '5000',
} = process.env;
if (!key || !token) {
  console.error(
    'Set LATCHKEY_GUARD_KEY (latchkey keys guard) and LATCHKEY_MANAGEMENT_TOKEN (latchkey management-token add).',
  );
  process.exit(2);
}
await listen(Number(port), apiOf({ url, key }), pagesOf(new People(path), new Latchkey(management, token)));
console.log(`The application listens on port ${port}.`);
