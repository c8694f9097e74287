// node add-person.ts <e-mail address> <company> <role>: adds somebody to the application's own table, and prints a password.
import { randomBytes } from 'node:crypto';
import { People } from './people.ts';

const [email, company, role] = process.argv.slice(2);
if (!email || !company || !role) {
  console.error('Say who: node add-person.ts ada@fern.example fern owner');
  process.exit(2);
}
const people = new People(process.env.PEOPLE ?? 'people.db');
const password = randomBytes(12).toString('base64url');
await people.add({ email, company, role, name: email.split('@')[0] ?? email }, password);
people.close();
console.log(password);
