/**
 * Records from now on who stopped a connection or limited its addresses. For existing ones the log shows it:
 * a person who changed another's connection was a manager. Without a row, it counts as the user's own change.
 */
export const managerHolds = `
ALTER TABLE grants ADD COLUMN held TEXT;

CREATE TEMP TABLE managed AS
SELECT grant_id,
  max(CASE WHEN kind = 'authorization.revoked' OR json_extract(detail, '$.suspended') IS NOT NULL THEN id END) AS stop,
  max(CASE WHEN json_type(detail, '$.ipAllowlist') IS NOT NULL THEN id END) AS addresses
FROM audit
WHERE kind IN ('authorization.revoked', 'authorization.changed') AND grant_id IS NOT NULL
  AND json_extract(detail, '$.by') <> user_id
GROUP BY grant_id;

UPDATE grants SET held = json_object(
  'stopped', json(CASE WHEN now.stopped THEN 'true' ELSE 'false' END),
  'scopes', NULL,
  'resources', NULL,
  'addresses', json(CASE WHEN now.addresses THEN 'true' ELSE 'false' END)
)
FROM (
  SELECT m.grant_id,
    g.status <> 'active' AND s.id IS NOT NULL
      AND (s.kind = 'authorization.revoked' OR json_extract(s.detail, '$.suspended') = 1) AS stopped,
    g.ip_allowlist IS NOT NULL AND a.id IS NOT NULL
      AND json_extract(a.detail, '$.ipAllowlist') = g.ip_allowlist AS addresses
  FROM managed m
  JOIN grants g ON g.id = m.grant_id
  LEFT JOIN audit s ON s.id = m.stop
  LEFT JOIN audit a ON a.id = m.addresses
) AS now
WHERE now.grant_id = grants.id AND (now.stopped OR now.addresses);

DROP TABLE managed;
`;
