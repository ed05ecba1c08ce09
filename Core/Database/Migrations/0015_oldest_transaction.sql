-- The Processor tells how long the oldest transaction is open, whoever's it is; without this it sees its own role's sessions alone.
call platform.grant_to_service('analytics_processor', 'pg_read_all_stats');
