import type { Words } from '../type.ts';

export const letters: Words['letters'] = {
  hello: (name) => `Beste ${name},`,
  helloStranger: 'Goedendag,',
  button: 'Werkt de knop niet? Kopieer dan dit adres naar een browser:',
  asked: (when, device, address) => `op ${when}${device}, vanaf het adres ${address}`,
  device: (browser) => `, in de browser ‘${browser}’`,
};
