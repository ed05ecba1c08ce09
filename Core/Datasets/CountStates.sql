-- Counted to a bound: a history of millions must not cost each look at the overview.
select wanted.state, counted.count
from unnest(@states::text[]) as wanted (state)
cross join lateral (
    select count(*) from (select from platform.raw_object o where o.state = wanted.state limit @most) as bounded
) as counted
where counted.count > 0
