-- Names that no file of their dataset has, by its contract, and objects that were given another name after they were read.
alter table platform.raw_object
    drop constraint raw_object_state_check,
    add constraint raw_object_state_check check (state in
        ('landed', 'reading', 'committed', 'rejected', 'failed', 'superseded', 'missing', 'unclaimed', 'ignored', 'refused',
        'lost')),
    -- The object whose bytes it has, which was there too when it was committed: a copy, or the first half of a rename. A listing
    -- settles it.
    add column copy_of bigint references platform.raw_object on delete set null;

create index raw_object_copy on platform.raw_object (copy_of) where copy_of is not null;

alter table platform.dataset_version
    drop constraint dataset_version_kind_check,
    add constraint dataset_version_kind_check check (kind in ('create', 'append', 'replace', 'replay', 'rename', 'remove')),
    -- Why it was made, where the kind alone does not tell.
    add column reason text;

-- Which other object of the dataset has the same bytes.
create index ingestion_bytes on platform.ingestion (dataset, sha256) where kind = 'file' and outcome = 'committed';

-- One row for each name that is ignored, whoever finds it at the same moment.
call platform.grant_to_service('analytics_ingestor', 'execute on function pg_advisory_xact_lock(bigint)');
