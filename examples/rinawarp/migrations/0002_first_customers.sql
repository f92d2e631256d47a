INSERT INTO plans (id, name, price_cents) VALUES
    ('starter', 'Starter', 900),
    ('professional', 'Professional', 2900),
    ('team', 'Team', 9900);

INSERT INTO users (id, name, email, plan, active) VALUES
    (1, 'Ada', 'ada@example.com', 'professional', 1),
    (2, 'Grace', 'grace@example.com', 'team', 1),
    (3, 'Linus', 'linus@example.com', 'starter', 1),
    (4, 'Nobody', 'nobody@example.com', 'starter', 0);

INSERT INTO orders (user_id, plan, seats, total_cents, session, created_at) VALUES
    (1, 'professional', 1, 2900, 'cs_test_1', '2026-01-14 09:12:00'),
    (2, 'team', 5, 49500, 'cs_test_2', '2026-02-02 16:40:00'),
    (1, 'professional', 2, 5800, 'cs_test_3', '2026-03-09 11:05:00');
