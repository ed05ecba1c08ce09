-- An object that is not read, with the reason; the same one again only changes its reason.
with known as (
    update platform.raw_object
    set state = @state, reason = @reason
    where dataset = '' and key = @key and etag = @etag and state in ('unclaimed', 'ignored', 'refused', 'missing')
    returning id
), added as (
    insert into platform.raw_object (dataset, key, etag, size_bytes, modified_at, seen_by, state, reason)
    select '', @key, @etag, @size, coalesce(@modifiedAt, now()), @seenBy, @state, @reason
    where not exists (select from known)
        and not exists (select from platform.raw_object where key = @key and etag = @etag)
    on conflict (dataset, key, etag) do nothing
    returning id
), step as (
    insert into platform.raw_object_step (raw_object_id, step, detail)
    select id, @state, @reason from added
)
select id from added
