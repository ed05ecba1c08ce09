-- What a run was expected to take and to cost, and what its attempts did.
alter table platform.run
    -- Size of the pinned inputs' files: what later runs' times are reckoned from.
    add column input_bytes bigint,
    add column expected_seconds double precision,
    add column expected_usd numeric(14, 6),
    add column expected_basis text,
    -- Of the newest attempt that ran, in its engine.
    add column engine_seconds double precision,
    -- {"<attempt>": US dollars}: an attempt that is told twice counts once.
    add column attempt_costs jsonb not null default '{}',
    add column cost_note text;
