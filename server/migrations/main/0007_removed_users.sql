-- Who is removed comes in no more. Orders and quotes still tell the name; the e-mail address is forgotten, and free again.
ALTER TABLE users ADD COLUMN removed_at BIGINT;
