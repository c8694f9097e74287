/** Returns a span, such as `1 Minute` or `30 Tage`, after "in": of all units, days alone have another form there. */
export const within = (span: string) => `in ${span.replace(/Tage$/, 'Tagen')}`;
