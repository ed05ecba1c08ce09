-- Counted to a bound: a history of millions must not cost each look at the list.
select count(*) from (
    select from platform.raw_object o
    where (@dataset::text is null or o.dataset = @dataset)
        and (@states::text[] is null or o.state = any(@states))
        and (@keyContains::text is null or strpos(lower(o.key), lower(@keyContains)) > 0)
        and (not @hasQuarantine or o.id in (
            select raw_object_id from platform.ingestion
            where outcome = 'committed' and rows_quarantined > 0 and quarantine_until is null))
    limit @most
) as counted
