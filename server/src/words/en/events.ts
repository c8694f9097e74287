/** When an event is sent to a webhook, by its type. */
export const events = {
  'connection.authorized': 'Somebody authorized the client, for the first time or again.',
  'connection.changed':
    'Scopes, selected resources or addresses changed, or one person’s part ended and those of others go on.',
  'connection.suspended': 'The customer stopped the connection for a while.',
  'connection.resumed': 'The customer let the connection go on.',
  'connection.revoked': 'The connection ended. Its tokens open nothing any more.',
  'token.reused': 'A used refresh token came again, so its family ended. It may have been stolen.',
  'limit.near': 'Four fifths of a limit for a day or longer are used. Sent once for each window.',
  'limit.reached':
    'A limit is used up: further calls are refused until it resets. Sent once for each window, at most once an hour.',
  'client.secret_rotated': 'The client has a new secret. The one before works until its overlap ends.',
  'anomaly.found': 'A connection is used in an unusual way; its customer sees the alert too.',
  'client.deleted':
    'The client was deleted, and its own endpoints with it. Sent to endpoints of the API owner only.',
  'key.rotated': 'Latchkey uses a new key. Sent to endpoints of the API owner only.',
};
