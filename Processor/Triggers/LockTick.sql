-- Locks the row even where it changes nothing; time is the database's, which is the same for all Processors.
insert into platform.job_trigger as known (job, trigger, last_tick)
values (@job, @trigger, coalesce(@now::timestamptz, clock_timestamp()))
on conflict (job, trigger) do update set last_tick = coalesce(known.last_tick, excluded.last_tick)
returning last_tick as "Last", coalesce(@now::timestamptz, clock_timestamp()) as "Now"
