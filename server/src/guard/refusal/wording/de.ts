import type { Wording } from './words.ts';

export const DE: Wording = {
  missing_token: {
    title: 'Token erforderlich',
    detail: 'Senden Sie ein Token im Header Authorization: Bearer, ein Leerzeichen, das Token.',
  },
  invalid_token: {
    title: 'Ungültiges Token',
    detail: 'Das Token gehört nicht zu dieser API oder wurde falsch übernommen. Fordern Sie ein neues an.',
  },
  token_expired: { title: 'Token abgelaufen', detail: 'Das Token ist abgelaufen. Holen Sie ein neues.' },
  token_revoked: { title: 'Token widerrufen', detail: 'Das Token wurde widerrufen.' },
  token_bound: {
    title: 'Token an einen Schlüssel gebunden',
    detail: 'Dieses Token ist an einen Schlüssel gebunden. Senden Sie einen Nachweis dieses Schlüssels mit.',
  },
  invalid_proof: {
    title: 'Ungültiger Nachweis',
    detail: 'Der DPoP-Nachweis fehlt, ist falsch oder wurde schon verwendet.',
  },
  nonce_required: {
    title: 'Nonce erforderlich',
    detail: 'Erstellen Sie den Nachweis neu, mit der Nonce aus dem Header DPoP-Nonce dieser Antwort.',
  },
  authorization_revoked: {
    title: 'Zustimmung widerrufen',
    detail: 'Die Zustimmung hinter diesem Token wurde widerrufen. Bitten Sie den Kunden, erneut zuzustimmen.',
  },
  connected_account_required: {
    title: 'Verbundenes Konto erforderlich',
    detail: 'Nennen Sie im Konto-Header das verbundene Konto, für das dieser Aufruf ist.',
  },
  connected_account_invalid: {
    title: 'Ungültiges verbundenes Konto',
    detail:
      'Das genannte Konto ist nicht mit dieser Anwendung verbunden, oder die Verbindung ist nicht aktiv.',
  },
  client_suspended: {
    title: 'Anwendung gesperrt',
    detail: 'Die Betreiber dieser API haben diese Anwendung gesperrt oder noch nicht freigegeben.',
  },
  tenant_required: {
    title: 'Kunde erforderlich',
    detail: 'Dieser Aufruf betrifft die Daten eines Kunden, und das Token wurde für keinen ausgestellt.',
  },
  domain_mismatch: {
    title: 'Falsche Domain',
    detail: 'Dieses Token gehört zu einer anderen Domain dieser API.',
  },
  insufficient_scope: {
    title: 'Scope reicht nicht aus',
    detail: 'Dieser Aufruf braucht mehr Scope: {scope}.',
  },
  insufficient_role: {
    title: 'Rechte reichen nicht aus',
    detail:
      'Die Rolle der Person hinter diesem Token erlaubt diesen Aufruf nicht. Ein Administrator kann das ändern.',
  },
  ip_not_allowed: {
    title: 'Adresse nicht zugelassen',
    detail: 'Dieses Token darf von dieser Adresse aus nicht verwendet werden.',
  },
  no_way_in: {
    title: 'Kein Zugang',
    detail: 'Kein Token öffnet diese Operation: Das Dokument der API nennt keines, das Latchkey prüft.',
  },
  not_found: { title: 'Nicht gefunden', detail: 'Unter dieser Adresse gibt es hier nichts.' },
  method_not_allowed: {
    title: 'Methode nicht zugelassen',
    detail: 'Diese Methode wird hier nicht unterstützt. Der Header Allow nennt die unterstützten.',
  },
  unknown_version: {
    title: 'Unbekannte Version',
    detail: 'Der Aufruf nennt keine Version dieser API. Das Feld versions nennt die Versionen.',
  },
  version_retired: {
    title: 'Version eingestellt',
    detail: 'Diese Version der API wird nicht mehr beantwortet. Das Feld versions nennt die Versionen.',
  },
  not_acceptable: {
    title: 'Keine passende Antwort',
    detail: 'Diese API antwortet in keinem Typ, den der Header Accept zulässt.',
  },
  invalid_request: { title: 'Ungültiger Aufruf', detail: 'Der Aufruf ist nicht wohlgeformt.' },
  rate_limited: {
    title: 'Zu viele Aufrufe',
    detail: 'Es waren zu viele Aufrufe. Versuchen Sie es in {seconds} s noch einmal.',
  },
  unavailable: {
    title: 'Nicht verfügbar',
    detail:
      'Über diesen Aufruf kann gerade nicht entschieden werden. Versuchen Sie es in {seconds} s noch einmal.',
  },
};
