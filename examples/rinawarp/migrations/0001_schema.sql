CREATE TABLE plans (
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL,
    price_cents INTEGER NOT NULL
);

CREATE TABLE users (
    id     INTEGER PRIMARY KEY,
    name   TEXT NOT NULL,
    email  TEXT NOT NULL UNIQUE,
    plan   TEXT NOT NULL REFERENCES plans (id),
    active INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE orders (
    id          INTEGER PRIMARY KEY,
    user_id     INTEGER NOT NULL REFERENCES users (id),
    plan        TEXT NOT NULL REFERENCES plans (id),
    seats       INTEGER NOT NULL,
    total_cents INTEGER NOT NULL,
    session     TEXT NOT NULL,
    created_at  TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE mails (
    id         INTEGER PRIMARY KEY,
    template   TEXT NOT NULL,
    message_id TEXT NOT NULL
);

CREATE TABLE ai_commands (
    id      INTEGER PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id),
    command TEXT NOT NULL,
    answer  TEXT NOT NULL
);

CREATE INDEX orders_by_user ON orders (user_id);
CREATE INDEX orders_by_day ON orders (created_at);
