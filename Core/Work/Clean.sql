-- The statement's time, since an index cannot be searched by clock_timestamp(), which changes while it is.
with finished as (
    select id
    from platform.work_item
    where state in ('done', 'cancelled') and finished_at < statement_timestamp() - $1::interval
    order by finished_at
    limit $3
    for update skip locked
), dead as (
    select id
    from platform.work_item
    where state = 'dead' and finished_at < statement_timestamp() - $2::interval
    order by finished_at
    limit $3
    for update skip locked
)
delete from platform.work_item where id = any (array(select id from finished union all select id from dead))
