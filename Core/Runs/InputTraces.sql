-- The traces in which the files landed that made the pinned versions.
select distinct landed.trace_parent
from unnest(@datasets::text[], @versions::bigint[]) as pinned (dataset, version)
join platform.dataset_version as made on made.dataset = pinned.dataset and made.version = pinned.version
join platform.ingestion on ingestion.id = made.ingestion_id
join platform.raw_object as landed on landed.id = ingestion.raw_object_id
where landed.trace_parent is not null
