export const milestone = `SELECT at FROM milestones WHERE name = :name`;

export const setMilestone = `
INSERT INTO milestones (name, at) VALUES (:name, :at) ON CONFLICT (name) DO UPDATE SET at = excluded.at`;

export const seedMilestone = `
INSERT INTO milestones (name, at) VALUES (:name, :at) ON CONFLICT (name) DO NOTHING`;
