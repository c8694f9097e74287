import type { Words } from '../type.ts';

export const letters: Words['letters'] = {
  hello: (name) => `Guten Tag ${name},`,
  helloStranger: 'Guten Tag,',
  button: 'Wenn der Knopf nicht funktioniert, kopieren Sie diese Adresse in einen Browser:',
  asked: (when, device, address) => `am ${when}${device}, von der Adresse ${address}`,
  device: (browser) => `, im Browser „${browser}“`,
};
