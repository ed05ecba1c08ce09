-- An object whose rows the processed store has lost: it is loaded again when it is in the raw store.
alter table platform.raw_object drop constraint raw_object_state_check;
alter table platform.raw_object add constraint raw_object_state_check check (state in
    ('landed', 'reading', 'committed', 'rejected', 'failed', 'superseded', 'missing', 'unclaimed', 'refused', 'lost'));

create index dataset_file_current on platform.dataset_file (dataset, added_in) where removed_in is null;
