-- A row comes back for whoever comes first when a pass is due. A time to come is that of a clock that was set back since.
insert into platform.periodic_pass as pass (name, passed_at)
values ($1, clock_timestamp())
on conflict (name) do update set passed_at = excluded.passed_at
where pass.passed_at <= clock_timestamp() - $2 or pass.passed_at > clock_timestamp()
returning true
