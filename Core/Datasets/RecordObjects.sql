-- Gives the ids of objects that are to be read now: new, claimed at last by a contract, or back again. Written in the order of keys, so
-- that two who record the same ones wait for each other at the first of them.
with found as (
    select *
    from unnest(@datasets::text[], @keys::text[], @etags::text[], @sizes::bigint[], @modified::timestamptz[], @seenBy::text[], @traces::text[])
        as found (dataset, key, etag, size_bytes, modified_at, seen_by, trace_parent)
), claimable as (
    select object.id, found.dataset, found.seen_by
    from found
    join platform.raw_object object on object.key = found.key and object.etag = found.etag
    where object.dataset in ('', found.dataset)
        and (object.state in ('ignored', 'missing') or (object.dataset = '' and object.state = 'unclaimed'))
    order by object.key, object.id
    for update of object
), claimed as (
    update platform.raw_object object
    set dataset = claimable.dataset, state = 'landed', reason = null, removed_at = null
    from claimable
    where object.id = claimable.id
    returning object.id, object.key, claimable.seen_by
), added as (
    insert into platform.raw_object (dataset, key, etag, size_bytes, modified_at, seen_by, state, trace_parent)
    select dataset, key, etag, size_bytes, modified_at, seen_by, 'landed', trace_parent
    from found
    where not exists (select from claimed where claimed.key = found.key)
    order by key
    on conflict (dataset, key, etag) do nothing
    returning id, key, seen_by
), seen as (
    select id, key, seen_by from claimed
    union all
    select id, key, seen_by from added
), step as (
    insert into platform.raw_object_step (raw_object_id, step, detail)
    select id, 'landed', 'found by ' || seen_by from seen
)
select key, id from seen
