-- When each pass that looks after the whole installation was last begun: one process makes it, not each of them.
create table platform.periodic_pass (
    name text primary key,
    passed_at timestamptz not null
);

call platform.grant_to_service('analytics_ingestor', 'select, insert, update, delete on platform.periodic_pass');
call platform.grant_to_service('analytics_processor', 'select, insert, update, delete on platform.periodic_pass');
