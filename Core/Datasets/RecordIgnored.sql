-- A name that is no file of its dataset: one row for each, however often what is under it changes.
with known as (
    update platform.raw_object
    set state = 'ignored', reason = @reason, etag = @etag, size_bytes = @size, modified_at = @modifiedAt
    where id = (
        select id from platform.raw_object
        where dataset = '' and key = @key and state in ('ignored', 'unclaimed', 'missing')
        order by (etag = @etag) desc, id desc
        limit 1
    )
    returning id
), added as (
    insert into platform.raw_object (dataset, key, etag, size_bytes, modified_at, seen_by, state, reason)
    select '', @key, @etag, @size, @modifiedAt, @seenBy, 'ignored', @reason
    where not exists (select from known)
        and not exists (select from platform.raw_object where key = @key and etag = @etag)
    on conflict (dataset, key, etag) do nothing
    returning id
), step as (
    insert into platform.raw_object_step (raw_object_id, step, detail)
    select id, 'ignored', @reason from added
)
select id from added
