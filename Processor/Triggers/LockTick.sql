-- Locks the row even where it changes nothing.
insert into platform.job_trigger as known (job, trigger, last_tick)
values (@job, @trigger, @now)
on conflict (job, trigger) do update set last_tick = coalesce(known.last_tick, excluded.last_tick)
returning last_tick
