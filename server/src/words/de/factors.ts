import { pluralIn } from '../plural.ts';
import type { Words } from '../type.ts';

const count = pluralIn('de');

export const factors: Words['factors'] = {
  secondStep: {
    title: 'Noch ein Schritt',
    app: 'Code aus Ihrer Authenticator-App',
    appHint: 'Ein Wiederherstellungscode gilt hier auch.',
    submit: 'Anmelden',
    useRecovery: 'Wiederherstellungscode verwenden',
    recovery: 'Wiederherstellungscode',
    recoveryHint:
      'Einer der Codes, die Sie beim Einschalten des zweiten Schritts aufbewahrt haben. Jeder gilt einmal.',
    submitRecovery: 'Diesen Code verwenden',
    somebodyElse: 'Als jemand anderes anmelden',
    missing: 'Geben Sie einen Code ein.',
    wrong:
      'Dieser Code ist nicht richtig oder wurde schon verwendet. Warten Sie auf den nächsten, und prüfen Sie die Uhr Ihres Geräts.',
    wait: (seconds) =>
      `Es gab zu viele falsche Codes. Bitte versuchen Sie es ${seconds < 90 ? count(seconds, { one: 'in einer Sekunde', other: (all) => `in ${all} Sekunden` }) : count(Math.ceil(seconds / 60), { one: 'in einer Minute', other: (all) => `in ${all} Minuten` })} erneut.`,
    late: 'Das hat zu lange gedauert, oder das Formular gehört zu einem anderen Tab. Bitte melden Sie sich erneut an.',
  },
  setUp: {
    title: 'Zweiten Schritt einrichten',
    why: (api) =>
      `${api} verlangt bei der Anmeldung einen zweiten Schritt: Nach dem Passwort geben Sie einen Code aus einer App auf Ihrem Telefon ein.`,
    submit: 'Weiter',
  },
  app: {
    title: 'Authenticator-App einrichten',
    install:
      'Installieren Sie eine Authenticator-App auf Ihrem Telefon, falls Sie noch keine haben. Viele Passwortmanager enthalten eine.',
    scan: 'Scannen Sie diesen Code mit der App.',
    image: 'QR-Code für Ihre Authenticator-App',
    type: 'Oder geben Sie diesen Schlüssel ein:',
    code: 'Geben Sie den Code ein, den die App zeigt',
    turnOn: 'Einschalten',
    problems: {
      wrong_code:
        'Das ist nicht der Code, den die App gerade zeigt. Prüfen Sie die Uhr Ihres Telefons, und geben Sie den nächsten ein.',
      wait: 'Es gab zu viele falsche Codes. Bitte warten Sie eine Viertelstunde, und versuchen Sie es dann erneut.',
      exists: 'Sie haben schon eine Authenticator-App.',
      late: 'Das hat zu lange gedauert. Scannen Sie den neuen Code.',
    },
  },
  panel: {
    heading: 'Zweiter Schritt',
    off: 'Aus. Ihr Passwort allein genügt zur Anmeldung. Mit einem zweiten Schritt kommt niemand herein, der es erfährt.',
    app: 'Ein. Nach dem Passwort geben Sie einen Code aus Ihrer Authenticator-App ein.',
    appOrPasskey:
      'Ein. Nach dem Passwort geben Sie einen Code aus Ihrer Authenticator-App ein oder verwenden einen Passkey.',
    passkey: 'Ein. Nach dem Passwort verwenden Sie einen Passkey.',
    appSince: 'Authenticator-App hinzugefügt',
    lastUsed: 'Zuletzt verwendet',
    noCodes:
      'Sie haben keinen Wiederherstellungscode mehr. Erstellen Sie neue, damit Sie sich anmelden können, wenn Sie Ihr Gerät verlieren.',
    codes: (left) =>
      `${count(left, { one: 'Sie haben noch einen Wiederherstellungscode.', other: (all) => `Sie haben noch ${all} Wiederherstellungscodes.` })} Damit melden Sie sich an, wenn Sie Ihr Gerät verlieren.`,
    askPasskey: 'Nach dem Passwort einen Passkey verlangen',
    newCodes: 'Neue Wiederherstellungscodes erstellen',
    turnOff: 'Ausschalten',
    demanded: (api) => `${api} verlangt einen zweiten Schritt von Ihnen, deshalb bleibt er eingeschaltet.`,
  },
  codes: {
    title: 'Ihre Wiederherstellungscodes',
    keep: 'Bewahren Sie diese Codes dort auf, wo Sie sie ohne Ihr Telefon finden: auf Papier oder in einem Passwortmanager. Sie werden nur dieses eine Mal gezeigt.',
    label: 'Wiederherstellungscodes',
    hint: 'Jeder gilt einmal, anstelle Ihrer App oder Ihres Passkeys. Frühere Codes gelten nicht mehr.',
    kept: 'Ich habe sie aufbewahrt',
    lost: 'Wenn niemand die Codes aufgeschrieben hat, erstellen Sie neue.',
  },
  newCodes: {
    title: 'Neue Wiederherstellungscodes erstellen?',
    text: 'Sie erhalten zehn neue Codes. Die bisherigen gelten dann nicht mehr.',
    submit: 'Neue Codes erstellen',
  },
  askPasskey: {
    title: 'Nach dem Passwort einen Passkey verlangen?',
    text: 'Ihr Passwort allein genügt dann nicht mehr zur Anmeldung: Danach wird einer Ihrer Passkeys verlangt. Sie erhalten zehn Wiederherstellungscodes für den Fall, dass Sie Ihre Passkeys verlieren.',
    submit: 'Einschalten',
  },
  turnOff: {
    title: 'Zweiten Schritt ausschalten?',
    text: 'Danach genügt Ihr Passwort allein zur Anmeldung. Ihre Authenticator-App und Ihre Wiederherstellungscodes werden entfernt; Passkeys bleiben.',
  },
  passkeys: {
    heading: 'Passkeys',
    about:
      'Mit einem Passkey melden Sie sich per Fingerabdruck, Gesicht oder PIN Ihres Geräts an, ohne Passwort. Niemand kann ihn erraten oder mitlesen.',
    none: 'Sie haben noch keinen Passkey.',
    added: 'Hinzugefügt',
    lastUsed: 'Zuletzt verwendet',
    unused: 'Noch nicht verwendet',
    add: 'Passkey hinzufügen',
    remove: 'Entfernen',
    removeOf: (name) => `Entfernen: ${name}`,
    name: 'Name',
    nameHint: 'Damit Sie ihn später erkennen, zum Beispiel „Laptop im Büro“.',
    make: 'Passkey erstellen',
    unable:
      'Dieser Browser erstellt hier keine Passkeys. Nötig sind JavaScript und ein Gerät mit Displaysperre oder ein Sicherheitsschlüssel.',
    nameless: 'Passkey',
    problems: {
      refused: 'Der Passkey konnte nicht hinzugefügt werden. Bitte versuchen Sie es erneut.',
      exists: 'Dieser Passkey steht schon in Ihrer Liste.',
      too_many: (most) => `Sie haben schon ${most} Passkeys. Entfernen Sie zuerst einen.`,
      last: (api) => `${api} verlangt einen zweiten Schritt von Ihnen, und Sie haben nur diesen.`,
    },
    removeTitle: 'Diesen Passkey entfernen?',
    removeText: (name) =>
      `Niemand kann sich mehr mit „${name}“ anmelden. Löschen Sie ihn auch auf Ihrem Gerät.`,
    signIn: 'Mit einem Passkey anmelden',
    use: 'Passkey verwenden',
    or: 'oder',
    failed: 'Von Ihrem Gerät kam nichts. Versuchen Sie es erneut, oder melden Sie sich auf andere Weise an.',
    known: 'Dieses Gerät hat schon einen Passkey für Sie.',
    wrong:
      'Dieser Passkey wurde nicht angenommen. Versuchen Sie es erneut, oder melden Sie sich auf andere Weise an.',
    wait: (seconds) =>
      `Es gab zu viele Versuche. Bitte versuchen Sie es ${count(Math.ceil(seconds / 60), { one: 'in einer Minute', other: (all) => `in ${all} Minuten` })} erneut.`,
  },
  sessions: {
    heading: 'Wo Sie angemeldet sind',
    unknown: 'Unbekannter Browser',
    here: 'Dieser Browser',
    since: 'Angemeldet',
    seen: 'Zuletzt gesehen',
    end: 'Abmelden',
    endOf: (browser) => `Abmelden: ${browser}`,
    endOthers: 'Überall sonst abmelden',
    alone: 'Sie sind hier und sonst nirgends angemeldet.',
  },
  prove: {
    title: 'Bestätigen Sie, dass Sie es sind',
    why: 'Dafür ist eine Anmeldung in den letzten zehn Minuten nötig, damit es niemand an Ihrem offenen Browser tut. Es wurde noch nichts geändert.',
  },
  back: 'Zurück',
};
