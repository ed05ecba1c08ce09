-- A worker that died with its last attempt could not say so; its item was found dead by the queue.
with abandoned as (
    update platform.raw_object o
    set state = 'failed',
        reason = 'Reading the file failed ' || w.attempt || ' times; the last time: ' || coalesce(w.last_error, 'the Ingestor stopped.')
            || ' Retry it once the cause is fixed.'
    from platform.work_item w
    where o.state in ('landed', 'reading') and w.queue = 'ingest' and w.state = 'dead' and w.unique_key = o.id::text
        and not exists (
            select from platform.work_item other
            where other.queue = 'ingest' and other.unique_key = o.id::text and other.state in ('available', 'running'))
        and not exists (
            select from platform.work_item other
            where other.queue = 'ingest' and other.unique_key = o.id::text and other.state in ('dead', 'cancelled') and other.id > w.id)
    returning o.id, o.reason
)
insert into platform.raw_object_step (raw_object_id, step, detail)
select id, 'failed', reason from abandoned
