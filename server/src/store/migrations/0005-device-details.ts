/** Rich authorization details that a device requested. */
export const deviceDetails = `
ALTER TABLE device_requests ADD COLUMN authorization_details TEXT NOT NULL DEFAULT '[]';
`;
