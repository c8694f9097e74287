/** A platform has the events of its own connections sent again, which must not cost what those of all others do. */
export const eventsOfAClient = `
CREATE INDEX webhook_events_by_client ON webhook_events(client_id);
`;
