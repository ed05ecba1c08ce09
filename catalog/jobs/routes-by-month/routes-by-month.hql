-- Ties are parted by the airports' codes, so that the same flights give the same rows.
insert overwrite table routes_by_month
select month, rank, origin, destination, flights, late_share
from (
    select month, origin, destination, flights, late_share,
           row_number() over (partition by month order by flights desc, origin, destination) as rank
    from (
        select month(`date`) as month, origin, destination, count(*) as flights,
               avg(case when delay > ${late_minutes} then 1.0D else 0.0D end) as late_share
        from flights
        group by month(`date`), origin, destination
    ) routes
) ranked
where rank <= ${routes};
