import type { Words } from '../type.ts';

export const events: Words['events'] = {
  'connection.authorized': 'Jemand hat dem Client zugestimmt, zum ersten Mal oder erneut.',
  'connection.changed':
    'Scopes, gewählte Ressourcen oder Adressen haben sich geändert, oder der Anteil einer Person endete und die der anderen gehen weiter.',
  'connection.suspended': 'Der Kunde hat die Verbindung eine Zeit lang gestoppt.',
  'connection.resumed': 'Der Kunde lässt die Verbindung weitergehen.',
  'connection.revoked': 'Die Verbindung ist beendet. Ihre Token öffnen nichts mehr.',
  'token.reused':
    'Ein schon verwendetes Refresh-Token kam wieder, deshalb endete seine Familie. Es wurde vielleicht gestohlen.',
  'limit.near':
    'Vier Fünftel eines Limits für einen Tag oder länger sind verbraucht. Wird einmal je Zeitfenster gesendet.',
  'limit.reached':
    'Ein Limit ist aufgebraucht: Weitere Aufrufe werden abgelehnt, bis es neu beginnt. Wird einmal je Zeitfenster gesendet, höchstens einmal in der Stunde.',
  'client.secret_rotated': 'Der Client hat ein neues Secret. Das vorige gilt bis zum Ende der Überlappung.',
  'anomaly.found': 'Eine Verbindung wird ungewöhnlich genutzt; ihr Kunde sieht die Warnung auch.',
  'client.deleted':
    'Der Client wurde gelöscht, und seine eigenen Endpunkte mit ihm. Geht nur an Endpunkte des Betreibers der API.',
  'key.rotated': 'Latchkey verwendet einen neuen Schlüssel. Geht nur an Endpunkte des Betreibers der API.',
};
