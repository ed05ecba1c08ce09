-- Gives the id of an object that is to be read now: new, claimed at last by a contract, or back again.
with claimed as (
    update platform.raw_object
    set dataset = @dataset, state = 'landed', reason = null, removed_at = null
    where key = @key and etag = @etag
        and dataset in ('', @dataset) and (state in ('ignored', 'missing') or (dataset = '' and state = 'unclaimed'))
    returning id
), added as (
    insert into platform.raw_object (dataset, key, etag, size_bytes, modified_at, seen_by, state, trace_parent)
    select @dataset, @key, @etag, @size, @modifiedAt, @seenBy, 'landed', @traceParent
    where not exists (select from claimed)
    on conflict (dataset, key, etag) do nothing
    returning id
), seen as (
    select id from claimed
    union all
    select id from added
), step as (
    insert into platform.raw_object_step (raw_object_id, step, detail)
    select id, 'landed', 'found by ' || @seenBy from seen
)
select id from seen
