-- One row comes back for whoever is the first to act upon the newest version.
insert into platform.job_trigger as known (job, trigger, last_version)
select @job, @trigger, dataset.current_version
from platform.dataset
where dataset.name = @dataset and dataset.current_version > 0
on conflict (job, trigger) do update
set last_version = excluded.last_version, updated_at = clock_timestamp()
where known.last_version is null or known.last_version < excluded.last_version
returning last_version
