-- Of sessions that this role may see: its own, and those of all others where it has pg_read_all_stats.
select pid as "ProcessId", coalesce(usename, '') as "User", coalesce(application_name, '') as "Application", coalesce(state, '') as "State",
    clock_timestamp() - xact_start as "Age"
from pg_stat_activity
where datname = current_database() and backend_type = 'client backend' and xact_start is not null and pid <> pg_backend_pid()
order by xact_start
limit 1
